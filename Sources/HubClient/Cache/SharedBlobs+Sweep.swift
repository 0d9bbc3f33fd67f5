#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

extension SharedBlobs {
    /// All contents that are shared here.
    func payloads() -> [CachedSharedBlob] {
        guard isMarked, let folders = try? FileSystem.names(in: path) else { return [] }
        var payloads: [CachedSharedBlob] = []
        for folder in folders where CachePath.isHex(folder, count: 2) {
            guard FileStatus(unfollowed: "\(path)/\(folder)")?.kind == .folder,
                let names = try? FileSystem.names(in: "\(path)/\(folder)")
            else { continue }
            for name in names where CachePath.isHex(name, count: 64) && name.hasPrefix(folder) {
                let payload = "\(path)/\(folder)/\(name)"
                guard let status = FileStatus(unfollowed: payload), status.kind == .file else { continue }
                payloads.append(CachedSharedBlob(xetHash: name, path: payload, size: status.size))
            }
        }
        return payloads
    }

    /// Whether no link to a payload is left, and that is certain.
    func isUnused(_ payload: String) -> Bool { references(to: payload)?.isEmpty ?? false }

    /// The bytes that removing these blobs of repos (paths) would free, for a payload that some of them are links to.
    func freed(_ payload: String, byRemoving blobs: Set<String>) -> Int64 {
        guard let references = references(to: payload), !references.isEmpty,
            references.allSatisfy({ blobs.contains("\(cache)/\($0)") })
        else { return 0 }
        return FileStatus(unfollowed: payload)?.size ?? 0
    }

    /// Removes a payload that nothing links to any more, and otherwise the lines of links that are gone. Without a list
    /// that can be read the payload stays. Nothing happens where nobody can be kept out meanwhile.
    func sweep(_ payload: String) async throws(HubError) {
        guard isMarked, payloadPath(FileSystem.name(of: payload)) == payload else { return }
        do throws(HubError) {
            let lock = try await FileLock.acquire("\(payload).lock", mode: 0o666, logger: logger)
            defer { lock.release() }
            guard lock.isTrustworthy, let references = references(to: payload) else { return }
            guard references.isEmpty else { return try Manifest.rewrite(references, of: payload) }
            guard FileStatus(unfollowed: payload)?.kind == .file else { return }
            try FileSystem.removeFile(payload)
            try FileSystem.removeFile("\(payload).refs")
        } catch {
            if error.kind == .cancelled { throw error }
        }
    }
}
