extension Repo {
    /// Brings the files of a revision to this machine, verified, but for those that lie here already.
    ///
    /// - Parameters:
    ///   - revision: A branch, tag, ref or commit. All files are of the commit that it is at the beginning.
    ///   - allow: Only files that match one of these patterns; all if nil. `*` also matches `/`, a `/` at the end
    ///     stands for all that is below; the same as in Python's `filter_repo_objects`.
    ///   - ignore: No files that match one of these patterns.
    ///   - destination: The cache, or a folder of one's own.
    ///   - policy: How files are fetched, and how many at once.
    ///   - onEvent: Told what happens, at most ten times a second and file; never holds up the download.
    /// - Throws: As ``download(_:revision:into:policy:onEvent:)``; `incompleteSnapshot` if nobody could be asked and
    ///   files are missing here.
    @concurrent
    @discardableResult
    public func snapshot(
        revision: Revision = .main, allow: [String]? = nil, ignore: [String]? = nil,
        into destination: DownloadDestination = .cache, policy: DownloadPolicy = DownloadPolicy(),
        onEvent: (@Sendable (TransferEvent) -> Void)? = nil
    ) async throws(HubError) -> Snapshot {
        let filter = PathFilter(allow: allow, ignore: ignore)
        return try await EventRelay.run(onEvent) { tell throws(HubError) in
            try await job(revision, policy, tell).snapshot(filter, into: destination)
        }
    }

    /// The same as ``snapshot(revision:allow:ignore:into:policy:onEvent:)`` as a sequence of events.
    ///
    /// - Returns: Events that throw what ``snapshot(revision:allow:ignore:into:policy:onEvent:)`` throws.
    public func snapshots(
        revision: Revision = .main, allow: [String]? = nil, ignore: [String]? = nil,
        into destination: DownloadDestination = .cache, policy: DownloadPolicy = DownloadPolicy()
    ) -> TransferEvents {
        TransferEvents { events throws(HubError) in
            let filter = PathFilter(allow: allow, ignore: ignore)
            _ = try await job(revision, policy, events).snapshot(filter, into: destination)
        }
    }

    /// What ``snapshot(revision:allow:ignore:into:policy:onEvent:)`` would do, without doing it: nothing is written.
    ///
    /// - Returns: The files that the patterns choose, in the order of their paths.
    /// - Throws: ``HubError`` of kind `repositoryNotFound`, `revisionNotFound`, `gated`, `network`; `notCached` if the
    ///   policy or the configuration says that nobody is asked.
    @concurrent
    public func plan(
        revision: Revision = .main, allow: [String]? = nil, ignore: [String]? = nil,
        into destination: DownloadDestination = .cache, policy: DownloadPolicy = DownloadPolicy()
    ) async throws(HubError) -> [PlannedFile] {
        try await job(revision, policy, nil).plan(PathFilter(allow: allow, ignore: ignore), into: destination)
    }

    /// What ``download(_:revision:into:policy:onEvent:)`` would do, without doing it: nothing is written.
    ///
    /// - Throws: ``HubError`` of kind `entryNotFound`, `revisionNotFound`, `repositoryNotFound`, `gated`, …;
    ///   `notCached` if nobody is to be asked and the file isn't here.
    @concurrent
    public func plan(
        _ file: String, revision: Revision = .main, into destination: DownloadDestination = .cache,
        policy: DownloadPolicy = DownloadPolicy()
    ) async throws(HubError) -> PlannedFile {
        try await job(revision, policy, nil).plan(file, into: destination)
    }
}
