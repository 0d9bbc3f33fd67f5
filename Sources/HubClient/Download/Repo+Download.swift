extension Repo {
    /// Brings one file to this machine, verified, unless it lies here already.
    ///
    /// Bytes that came before a failure are kept, and the next call goes on from there. Cancelling the task stops the
    /// download and keeps them, too.
    ///
    /// - Parameters:
    ///   - file: Its path in the repo, such as `config.json` or `onnx/model.onnx`.
    ///   - revision: A branch, tag, ref or commit.
    ///   - destination: The cache, or a folder of one's own.
    ///   - policy: How it is fetched.
    ///   - onEvent: Told what happens, `bytes` at most ten times a second; never holds up the download.
    /// - Returns: Where the file lies now, and how it came there.
    /// - Throws: ``HubError`` of kind `entryNotFound`, `revisionNotFound`, `repositoryNotFound`, `gated` and others
    ///   that the hub answers with; `integrity` if the bytes are not those promised; `notCached` if nobody could be
    ///   asked; `outOfSpace`, `fileSystem`, `network`, `timeout`, `cancelled`.
    @concurrent
    @discardableResult
    public func download(
        _ file: String, revision: Revision = .main, into destination: DownloadDestination = .cache,
        policy: DownloadPolicy = DownloadPolicy(), onEvent: (@Sendable (TransferEvent) -> Void)? = nil
    ) async throws(HubError) -> DownloadedFile {
        try await EventRelay.run(onEvent) { tell throws(HubError) in
            try await job(revision, policy, tell).file(file, into: destination)
        }
    }

    /// The same as ``download(_:revision:into:policy:onEvent:)`` as a sequence of events; the last one is `finished`.
    ///
    /// The download begins when the sequence is iterated, and ends when the sequence's task is cancelled or its iterator
    /// goes away. A slow reader doesn't slow the download down: it sees fewer `bytes` events.
    ///
    /// - Returns: Events that throw what ``download(_:revision:into:policy:onEvent:)`` throws.
    public func downloads(
        _ file: String, revision: Revision = .main, into destination: DownloadDestination = .cache,
        policy: DownloadPolicy = DownloadPolicy()
    ) -> TransferEvents {
        TransferEvents { events throws(HubError) in
            _ = try await job(revision, policy, events).file(file, into: destination)
        }
    }

    /// A download of this repo.
    func job(
        _ revision: Revision, _ policy: DownloadPolicy, _ tell: (@Sendable (TransferEvent) -> Void)?
    ) -> DownloadJob {
        DownloadJob(hub: hub, repo: reference, revision: revision, policy: policy, tell: tell)
    }
}

extension DownloadJob {
    func file(_ file: String, into destination: DownloadDestination) async throws(HubError) -> DownloadedFile {
        switch destination {
        case .cache: try await fileIntoCache(file)
        case .directory(let path): try await fileIntoFolder(file, LocalFolder(path: path))
        }
    }

    func snapshot(_ filter: PathFilter, into destination: DownloadDestination) async throws(HubError) -> Snapshot {
        switch destination {
        case .cache: try await snapshotIntoCache(filter)
        case .directory(let path): try await snapshotIntoFolder(filter, LocalFolder(path: path))
        }
    }
}
