import Logging

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// One copy of each Xet file for all repos of a cache: `blobs/<2 digits>/<xet hash>`, to which the blobs of repos
/// are links. Which links there are stands in `<xet hash>.refs`, so that removing needs no search.
///
/// A folder `blobs` that doesn't carry the marker belongs to somebody else and is never touched. Sharing is never
/// worth an error: what can't be shared stays with its repo.
struct SharedBlobs: Sendable {
    static let marker = ".huggingface-shared-blobs"
    static let markerContent = Array("1\n".utf8)

    /// The cache that this is part of.
    let cache: String
    /// Told of long waits for what others hold.
    var logger: Logger?

    var path: String { "\(cache)/blobs" }

    /// Where the content with a Xet hash lies; nil if that is no hash of 64 hex digits.
    func payloadPath(_ hash: String) -> String? {
        CachePath.isHex(hash, count: 64) ? "\(path)/\(hash.prefix(2))/\(hash)" : nil
    }

    /// Whether the content is there, whole as far as its size tells, and readable.
    func contains(_ hash: String, size: Int64) -> Bool {
        guard isMarked, let payload = payloadPath(hash) else { return false }
        return isUsable(payload, size: size)
    }

    /// Lets a repo have content that another one fetched. Returns false if there is none, or it can't be linked.
    ///
    /// To be called under the lock of the etag.
    func find(
        _ hash: String, size: Int64, for etag: String, in folder: RepoFolder
    ) async throws(HubError) -> Bool {
        guard isMarked, let payload = payloadPath(hash), isUsable(payload, size: size) else { return false }
        return try await withLock(of: payload) { () throws(HubError) in
            guard isUsable(payload, size: size) else { return false }
            try Manifest.append(reference(etag, folder), to: payload)
            let blob = folder.blobPath(etag)
            // One that is not whole, or there would be nothing to look for.
            try FileSystem.removeFile(blob)
            try link(blob, to: hash)
            return true
        } ?? false
    }

    /// Moves a blob that was just fetched by Xet, and so verified, to where other repos find it, and leaves a link.
    /// Returns false if the blob stays as it is.
    ///
    /// To be called under the lock of the etag. Nothing has a name on its way that a process which is killed could leave
    /// behind: at worst the repo lacks its link, and finds the content again.
    ///
    /// - Parameter replacing: Distrusts what is there (a forced download).
    func publish(
        _ hash: String, size: Int64, of etag: String, in folder: RepoFolder, replacing: Bool = false
    ) async throws(HubError) -> Bool {
        guard let payload = payloadPath(hash), FileStatus(unfollowed: folder.blobPath(etag))?.kind == .file,
            prepare(for: payload)
        else { return false }
        return try await withLock(of: payload) { () throws(HubError) in
            let blob = folder.blobPath(etag)
            try Manifest.append(reference(etag, folder), to: payload)
            let isFirst = FileStatus(unfollowed: payload) == nil
            if replacing || !isUsable(payload, size: size) {
                try setPermissions(of: blob, for: payload)
                try FileSystem.move(blob, to: payload)
            } else {
                try FileSystem.removeFile(blob)
            }
            do throws(HubError) {
                try link(blob, to: hash)
            } catch {
                // The repo must not lose what it just fetched. Nobody else can have the payload yet that was made here.
                if isFirst { try FileSystem.move(payload, to: blob) } else { try FileSystem.copy(payload, to: blob) }
                throw error
            }
            return true
        } ?? false
    }

    /// Whether the folder is one of shared blobs, of the version that this client knows.
    var isMarked: Bool {
        FileStatus(unfollowed: path)?.kind == .folder
            && FileStatus(unfollowed: "\(path)/\(Self.marker)")?.kind == .file
            && (try? FileSystem.read("\(path)/\(Self.marker)", limit: 64)) == Self.markerContent
    }

    private func isUsable(_ payload: String, size: Int64) -> Bool {
        guard let status = FileStatus(unfollowed: payload), status.kind == .file, status.size == size else {
            return false
        }
        return access(payload, R_OK) == 0
    }

    /// How the list of links names a repo's blob: relative to the cache.
    private func reference(_ etag: String, _ folder: RepoFolder) -> String {
        "\(folder.name)/blobs/\(CachePath.blobName(etag))"
    }

    private func link(_ blob: String, to hash: String) throws(HubError) {
        try FileSystem.link(blob, to: "../../blobs/\(hash.prefix(2))/\(hash)")
    }

    /// Returns nil if there is no lock to be had, or the body failed. Only being cancelled is an error.
    private func withLock<Result>(
        of payload: String, _ body: () throws(HubError) -> Result
    ) async throws(HubError) -> Result? {
        do {
            let lock = try await FileLock.acquire("\(payload).lock", mode: 0o666, logger: logger)
            defer { lock.release() }
            guard lock.isTrustworthy else { return nil }
            return try body()
        } catch {
            if error.kind == .cancelled { throw error }
            return nil
        }
    }
}
