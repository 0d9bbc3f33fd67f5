import NIOCore
import NIOPosix

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Objects as plain files below a folder: `objects/<key>`, and `tmp/` for those on their way in.
///
/// No key may continue another one with a slash (`a` and `a/b`), because a name is either a file or a folder.
/// Several processes may use the same folder at once.
public final class DirectoryObjectStore: ObjectStore {
    /// Large enough that system calls and thread hops don't matter, small enough to stay in a core's cache.
    static let batchSize = 1 << 20

    let objectsPath: String
    let temporaryPath: String
    let folders: DurableFolders
    let threads: NIOThreadPool

    /// Makes the folders if they are missing.
    ///
    /// - Parameters:
    ///   - root: The folder of the store; its parent must exist.
    ///   - threadCount: How many reads and writes may wait for the disk at once.
    /// - Throws: ``ObjectStoreError``.
    public init(root: String, threadCount: Int = 8) throws {
        var root = root
        while root.count > 1, root.hasSuffix("/") { root.removeLast() }
        self.objectsPath = "\(root)/objects"
        self.temporaryPath = "\(root)/tmp"
        self.folders = DurableFolders(root: objectsPath)
        for path in [root, objectsPath, temporaryPath] {
            guard mkdir(path, 0o750) == 0 || errno == EEXIST else {
                throw ObjectStoreError.system("make the folder", path)
            }
        }
        try DurableFolders.synchronize(root)
        self.threads = NIOThreadPool(numberOfThreads: max(1, threadCount))
        self.threads.start()
    }

    deinit {
        threads.shutdownGracefully { _ in }
    }

    public func length(of key: ObjectKey) async throws -> Int64? {
        let path = path(of: key)
        return try await threads.runIfActive {
            var status = stat()
            if lstat(path, &status) == 0 {
                return status.st_mode & S_IFMT == S_IFREG ? Int64(status.st_size) : nil
            }
            guard errno == ENOENT || errno == ENOTDIR else { throw ObjectStoreError.system("inspect", path) }
            return nil
        }
    }

    /// The path an object has or would have; it is not checked that there is one.
    public func localPath(of key: ObjectKey) -> String? { path(of: key) }

    public func directURL(of key: ObjectKey, range: Range<Int64>?, ttl: Duration) async throws -> String? {
        nil
    }

    public func delete(_ key: ObjectKey) async throws {
        let path = path(of: key)
        try await threads.runIfActive {
            // An unlink that a loss of power undoes leaves an object nobody refers to: no need to synchronize.
            guard unlink(path) == 0 || errno == ENOENT || errno == ENOTDIR else {
                throw ObjectStoreError.system("delete", path)
            }
        }
    }

    public func list(prefix: String) async throws -> AsyncThrowingStream<ListedObject, any Error> {
        let walk = FolderWalk(root: objectsPath, prefix: prefix)
        return AsyncThrowingStream {
            while true {
                if let object = walk.nextFound() { return object }
                guard try await self.threads.runIfActive({ try walk.readNextFolder() }) else { return nil }
            }
        }
    }

    public func removeAbandoned(olderThan age: Duration) async throws -> Int64 {
        let folder = temporaryPath
        return try await threads.runIfActive {
            var now = timespec()
            clock_gettime(CLOCK_REALTIME, &now)
            let limit = Int64(now.tv_sec) * 1000 + Int64(now.tv_nsec) / 1_000_000 - age.milliseconds
            var freed: Int64 = 0
            for entry in try FolderEntry.all(in: folder) where entry.kind == .file && entry.modified < limit {
                if unlink("\(folder)/\(entry.name)") == 0 { freed += entry.length }
            }
            return freed
        }
    }

    func path(of key: ObjectKey) -> String { "\(objectsPath)/\(key.value)" }
}

extension Duration {
    fileprivate var milliseconds: Int64 {
        components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    }
}
