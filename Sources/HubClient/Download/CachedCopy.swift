import HubAPI

/// What the cache has of a commit's file, as far as can be told without asking the hub.
enum CachedCopy: Sendable {
    case missing
    case whole(DownloadedFile)
    /// Something is there, but it is not all of the file or not the file.
    case damaged(HubError)

    /// Files up to this size are hashed when nothing else tells whether they are whole.
    static let largestToHash: Int64 = 4 << 20
    /// Listings up to this size, in bytes on disk, are read to learn the size of one file.
    static let largestListing: Int64 = 4 << 20

    /// - Parameter entry: What the listing of the commit says, if it was read already.
    static func look(
        in folder: RepoFolder, commit: String, file: String, entry: CachedTree.Entry? = nil
    ) throws(HubError) -> CachedCopy {
        let path = try folder.pointerPath(commit, file)
        guard let status = FileStatus(path), status.kind == .file else { return .missing }
        let etag = entry?.etag ?? FileSystem.linkTarget(path).map(FileSystem.name(of:))
        let expected = entry?.contentSize ?? listedSize(folder, commit, file, status.size)
        let copy = DownloadedFile(
            file: file, path: path, commit: commit, etag: etag, size: status.size, source: .cache)
        if let expected {
            guard expected != status.size else { return .whole(copy) }
            return .damaged(
                damage(path, file, .integrity(expected: "\(expected) bytes", actual: "\(status.size) bytes")))
        }
        // Nobody knows the size; but the name tells the hash.
        guard status.size <= largestToHash, let digest = etag.flatMap({ ContentDigest(etag: $0) }),
            let bytes = try FileSystem.read(path, limit: Int(largestToHash))
        else { return .whole(copy) }
        let actual = digest.hash(of: bytes)
        if actual == digest.hex { return .whole(copy) }
        return .damaged(damage(path, file, .integrity(expected: digest.hex, actual: actual)))
    }

    private static func listedSize(
        _ folder: RepoFolder, _ commit: String, _ file: String, _ found: Int64
    ) -> Int64? {
        guard found > largestToHash || found == 0 else { return nil }
        guard let listing = FileStatus("\(folder.path)/trees/\(commit).json"), listing.size <= largestListing else {
            return nil
        }
        return folder.tree(of: commit)?.files[file]?.contentSize
    }

    private static func damage(_ path: String, _ file: String, _ kind: HubError.Kind) -> HubError {
        HubError(
            kind, "The cached file “\(path)” is damaged",
            suggestion: "Download \(file) again while the hub can be reached, or remove it from the cache")
    }
}

extension CachedTree.Entry {
    /// Bytes of what is downloaded.
    var contentSize: Int64 { lfsSize ?? size }
}

extension ContentDigest {
    /// The hash of all these bytes, in this digest's form.
    func hash(of bytes: [UInt8]) -> String {
        var hasher = ContentHasher(for: self, size: Int64(bytes.count))
        bytes.withUnsafeBytes { hasher.update($0) }
        return hasher.finalize()
    }
}
