#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

extension SharedBlobs {
    /// The list of the links to a payload, `<xet hash>.refs`: one path a line, relative to the cache. It may name links
    /// that are gone, never miss one that is there; so a line is written before its link.
    enum Manifest {
        static func append(_ reference: String, to payload: String) throws(HubError) {
            let path = "\(payload).refs"
            let flags = O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_CLOEXEC
            let descriptor = FileSystem.retrying { open(path, flags, 0o666) }
            guard descriptor >= 0 else { throw .onDisk("open", path) }
            defer { close(descriptor) }
            guard FileStatus(descriptor: descriptor)?.kind == .file else {
                throw HubError(.fileSystem(code: EINVAL), "“\(path)” is no file")
            }
            fchmod(descriptor, 0o666)
            try FileSystem.write(Array("\(reference)\n".utf8), into: descriptor, path)
            try FileSystem.synchronize(descriptor, path)
        }

        /// Replaces the list by these, in order.
        static func rewrite(_ references: Set<String>, of payload: String) throws(HubError) {
            let lines = references.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.map { "\($0)\n" }.joined()
            try FileSystem.write(Array(lines.utf8), to: "\(payload).refs", mode: 0o666, synchronizing: true)
        }
    }

    /// The links to a payload that are really there, relative to the cache; nil if that can't be known, and the payload
    /// must stay.
    func references(to payload: String) -> Set<String>? {
        let path = "\(payload).refs"
        guard FileStatus(unfollowed: path)?.kind == .file, let bytes = try? FileSystem.read(path, limit: 64 << 20),
            let text = String(validating: bytes, as: UTF8.self)
        else { return nil }
        let hash = FileSystem.name(of: payload)
        return Set(
            text.split(whereSeparator: \.isNewline).map(String.init).filter { line in
                isReference(line) && sharedHash(of: "\(cache)/\(line)") == hash
            })
    }

    /// Whether a line is the path of a repo's blob, and nothing that leads elsewhere.
    private func isReference(_ line: String) -> Bool {
        let parts = line.split(separator: "/", omittingEmptySubsequences: false)
        return parts.count == 3 && parts[1] == "blobs" && !parts[2].isEmpty && parts[2] != ".."
            && ["models", "datasets", "spaces", "kernels"].contains { parts[0].hasPrefix("\($0)--") }
    }

    /// The Xet hash of the payload that a repo's blob is a link to; nil if it is none.
    func sharedHash(of blob: String) -> String? {
        guard let target = FileSystem.linkTarget(blob) else { return nil }
        let prefix = target.hasPrefix("/") ? "\(path)/" : "../../blobs/"
        guard target.hasPrefix(prefix) else { return nil }
        let parts = target.dropFirst(prefix.count).split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, CachePath.isHex(parts[1], count: 64), parts[1].hasPrefix(parts[0]), parts[0].count == 2
        else { return nil }
        return String(parts[1])
    }
}
