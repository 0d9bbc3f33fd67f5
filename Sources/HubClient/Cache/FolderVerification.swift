#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Compares the files of a folder with a commit's listing. Blocks for as long as hashing them takes.
struct FolderVerification {
    let folder: String
    let tree: CachedTree
    let cancellation: BlockingWork.Cancellation
    let onFile: @Sendable (_ file: String, _ size: Int64) -> Void

    func run() throws(HubError) -> CacheVerification {
        guard FileStatus.isFolder(folder) else {
            throw HubError(.fileSystem(code: ENOENT), "There is no folder “\(folder)” to verify")
        }
        var local: Set<String> = []
        try collect("", into: &local)
        var mismatches: [CacheVerification.Mismatch] = []
        for file in inOrder(local) {
            guard let entry = tree.files[file] else { continue }
            if let mismatch = try mismatch(file, entry) { mismatches.append(mismatch) }
        }
        let remote = Set(tree.files.keys)
        return CacheVerification(
            path: folder, checked: local.intersection(remote).count, mismatches: mismatches,
            missing: inOrder(remote.subtracting(local)), extra: inOrder(local.subtracting(remote)))
    }

    private func inOrder(_ names: Set<String>) -> [String] {
        names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Regular files, also behind links; folders behind links are left out.
    private func collect(_ prefix: String, into files: inout Set<String>) throws(HubError) {
        try cancellation.check()
        for name in try FileSystem.names(in: "\(folder)/\(prefix)") {
            let isOwn = name == ".git" || name == "huggingface" && (prefix == ".cache/" || prefix.hasSuffix("/.cache/"))
            guard !isOwn, let status = FileStatus(unfollowed: "\(folder)/\(prefix)\(name)") else { continue }
            if status.kind == .folder {
                try collect("\(prefix)\(name)/", into: &files)
            } else if FileStatus.isFile("\(folder)/\(prefix)\(name)") {
                files.insert("\(prefix)\(name)")
            }
        }
    }

    private func mismatch(
        _ file: String, _ entry: CachedTree.Entry
    ) throws(HubError) -> CacheVerification.Mismatch? {
        let expected = entry.etag.lowercased()
        let digest: ContentDigest = entry.sha256 == nil ? .gitBlob(expected) : .sha256(expected)
        let actual = try hash("\(folder)/\(file)", digest) { onFile(file, $0) }
        if actual == expected { return nil }
        return CacheVerification.Mismatch(
            file: file, algorithm: entry.sha256 == nil ? .gitSHA1 : .sha256, expected: expected, actual: actual)
    }

    private func hash(_ path: String, _ digest: ContentDigest, _ begin: (Int64) -> Void) throws(HubError) -> String {
        let descriptor = FileSystem.retrying { open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
        guard descriptor >= 0, let status = FileStatus(descriptor: descriptor) else { throw .onDisk("open", path) }
        defer { close(descriptor) }
        begin(status.size)
        var hasher = ContentHasher(for: digest, size: status.size)
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            try cancellation.check()
            let count = FileSystem.retrying { systemRead(descriptor, &buffer, buffer.count) }
            guard count >= 0 else { throw .onDisk("read", path) }
            if count == 0 { return hasher.finalize() }
            buffer.withUnsafeBytes { hasher.update(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
        }
    }
}
