import Crypto
import HubAPI
import Logging

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A folder of the user's that files are downloaded into as they are (`--local-dir`), with what is known of them in
/// `.cache/huggingface`, as Python's client keeps it.
struct LocalFolder: Sendable {
    /// Without a slash at its end.
    let path: String

    init(path: String) {
        var path = path
        while path.utf8.count > 1, path.utf8.last == UInt8(ascii: "/") { path.removeLast() }
        self.path = path
    }

    /// What is known of the files.
    var metadataPath: String { "\(path)/.cache/huggingface" }

    /// Whether something was downloaded into it before.
    var isKnown: Bool { FileStatus.isFolder(metadataPath) }

    /// The places that belong to one file.
    struct Places: Sendable {
        /// The file itself.
        let file: String
        let metadata: String
        let lock: String

        /// Where content lies that is not whole yet. Only for whoever holds the lock, if that
        /// ``FileLock/isTrustworthy``.
        func partial(_ etag: String) -> String { "\(partialStem(etag)).incomplete" }

        /// A name that nobody else has.
        func uniquePartial(_ etag: String) -> String { "\(partialStem(etag)).\(FileSystem.randomHex()).incomplete" }

        private func partialStem(_ etag: String) -> String {
            let digest = Data(Insecure.SHA1.hash(data: Array(FileSystem.name(of: metadata).utf8)))
            let name = digest.base64EncodedString().map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 }
            return "\(FileSystem.folder(of: metadata))/\(String(name)).\(CachePath.blobName(etag))"
        }
    }

    /// Throws ``HubError/Kind/invalidInput`` for a file that would lie outside of the folder, among what is known, or in
    /// a `.git`.
    func places(of file: String) throws(HubError) -> Places {
        try CachePath.check(file)
        let parts = file.lowercased().utf8.split(separator: UInt8(ascii: "/")).map { Substring($0) }
        // A hub must not be able to plant hooks into the user's git repo, or notes that vouch for other files.
        guard !parts.contains(where: Self.isGit), !parts.starts(with: [".cache", "huggingface"]) else {
            throw HubError(
                .invalidInput,
                "The file “\(file)” can't be put into “\(path)”: git or this client keeps its own there",
                suggestion: "Exclude it, or download into the cache")
        }
        let download = "\(metadataPath)/download/\(file)"
        return Places(file: "\(path)/\(file)", metadata: "\(download).metadata", lock: "\(download).lock")
    }

    /// As Windows reads names: dots and spaces at the end don't count.
    private static func isGit(_ part: Substring) -> Bool {
        var part = part
        while let last = part.last, last == "." || last == " " { part.removeLast() }
        return part == ".git"
    }

    /// Makes the folders, and keeps git and backups from what is known.
    func prepare(for places: Places) throws(HubError) {
        try FileSystem.makeFolders(FileSystem.folder(of: places.file))
        try FileSystem.makeFolders(FileSystem.folder(of: places.metadata))
        CacheTag.write(in: metadataPath)
        let ignore = "\(metadataPath)/.gitignore"
        if FileStatus(ignore) == nil { try? FileSystem.write(Array("*".utf8), to: ignore) }
    }

    /// Waits until no other process and no other task works on this file. The logger is told if that takes long.
    func lock(_ places: Places, logger: Logger? = nil) async throws(HubError) -> FileLock {
        try await FileLock.acquire(places.lock, logger: logger)
    }

    /// Gives content that is whole and verified its final name, in one step.
    func finish(_ partial: String, at places: Places, synchronizing: Bool = true) async throws(HubError) {
        try await FinishedFile.place(partial, at: places.file, synchronizing: synchronizing)
    }

    /// Copies a file that the cache has.
    func copy(_ cached: String, to places: Places) async throws(HubError) {
        let temporary = places.uniquePartial("copy")
        try await BlockingWork.run { _ throws(HubError) in
            try FileSystem.copy(cached, to: places.file, temporary: temporary)
        }
    }

    /// What a commit consists of, if it was listed before.
    func tree(of commit: String) -> CachedTree? { CachedTree.read(in: metadataPath, commit: commit) }

    func store(_ tree: CachedTree, of commit: String) throws(HubError) {
        try tree.store(in: metadataPath, commit: commit)
    }
}
