import HTTPTypes

extension Hub {
    /// Brings what an address holds into a file, in one step when it is whole: until then whatever was there stays.
    ///
    /// Bytes that came before a failure lie in `<path>.incomplete`, and the next call goes on from there if the server
    /// says that they are still the same. The hub's token goes to the hub alone, also when redirects lead elsewhere.
    ///
    /// - Parameters:
    ///   - url: An `http` or `https` address, of the hub or of another server.
    ///   - path: The file. Folders above it are made.
    ///   - size: Bytes, if they are known.
    ///   - sha256: 64 lower-case hex digits, if known: they are compared then, and a file that has them already is not
    ///     fetched again.
    ///   - policy: Whether it is forced, verified, resumed and synchronized, and whether anybody may be asked; it is one
    ///     file, so how many there may be at once doesn't matter.
    ///   - onEvent: Told what happens, at most ten times a second.
    /// - Returns: The file's size.
    /// - Throws: ``HubError``: `notCached` if nobody may be asked; what the server answers with, `integrity`, `network`, `timeout`, `outOfSpace`, ….
    @concurrent
    @discardableResult
    public func download(
        _ url: String, to path: String, size: Int64? = nil, sha256: String? = nil,
        policy: DownloadPolicy = DownloadPolicy(), onEvent: (@Sendable (TransferEvent) -> Void)? = nil
    ) async throws(HubError) -> Int64 {
        let digest = sha256.flatMap { ContentDigest(etag: $0) }
        if let sha256 {
            guard case .sha256? = digest else {
                throw HubError(.invalidInput, "“\(sha256)” is no SHA-256 of 64 lower-case hex digits")
            }
        }
        var call = HubCall(.get, .url(url))
        call.wantsIdentity = true
        // Whatever else an address holds may be a password or a ticket.
        call.subject = WebAddress(url).map { Redaction.address($0) } ?? "the address given"
        if !policy.isForced, let there = FileStatus(path)?.fileSize, size == nil || size == there,
            digest != nil || !policy.cacheOnly, try await holds(path, there, digest, call)
        {
            return there
        }
        guard !policy.cacheOnly else {
            throw HubError(
                .notCached, "“\(path)” isn't known to hold \(call.subject ?? "the file"), and nobody is to be asked",
                suggestion: "Allow asking the server")
        }
        try FileSystem.makeFolders(FileSystem.folder(of: path))
        let unique = "\(path).\(FileSystem.randomHex()).incomplete"
        return try await EventRelay.run(onEvent) { tell throws(HubError) in
            let transfer = FileTransfer(
                hub: self, call: call,
                expected: ExpectedContent(size: size, digest: policy.verifies ? digest : nil),
                file: FileSystem.name(of: path), policy: policy, tell: tell)
            let result = try await transfer.run(shared: "\(path).incomplete", unique: unique)
            try result.move(to: path, synchronizing: policy.synchronizes)
            return result.size
        }
    }

    /// Whether a file is what would be fetched: by the hash that is known, or else by the one that the server tells.
    private func holds(
        _ path: String, _ size: Int64, _ known: ContentDigest?, _ call: HubCall
    ) async throws(HubError) -> Bool {
        var digest = known
        if digest == nil {
            var head = call
            head.method = .head
            head.headTimeout = configuration.metadataTimeout
            // Servers that don't answer HEAD are none that could tell.
            guard let answer = try? await session.answer(head), answer.headers[.contentLength] == "\(size)" else {
                return false
            }
            digest = answer.headers[.eTag].flatMap { EntityTag($0) }.flatMap { ContentDigest(etag: $0.value) }
        }
        guard let digest else { return false }
        return try await BlockingWork.run { cancellation throws(HubError) in
            try digest.hash(ofFile: path, size: size) { () throws(HubError) in try cancellation.check() }
        } == digest.hex
    }
}
