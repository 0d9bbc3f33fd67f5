import Crypto

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The keys that only this server knows. Made at the first start, never defaults.
struct Secrets: Sendable {
    /// Signs what the server hands out to be shown again, such as tickets for uploads.
    let ticketKey: SymmetricKey

    private static let keyLength = 32

    init(folder: DataFolder) throws {
        let secrets = try folder.makeFolder("secrets")
        ticketKey = SymmetricKey(data: try Self.key(at: secrets + "/ticket.key", in: secrets))
    }

    private static func key(at path: String, in folder: String) throws -> [UInt8] {
        if let key = try read(path) { return key }
        try make(path, in: folder)
        guard let key = try read(path) else {
            throw DataFolderError(description: "the secret \"\(path)\" vanished while it was made")
        }
        return key
    }

    /// Nil when there is no such file.
    private static func read(_ path: String) throws -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw DataFolderError("open the secret", path)
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw DataFolderError("inspect the secret", path) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw DataFolderError(description: "the secret \"\(path)\" is not a file")
        }
        guard status.st_mode & 0o077 == 0 else {
            throw DataFolderError(
                description:
                    "others may read the secret \"\(path)\": run `chmod 600` on it, or delete it to have "
                    + "a new one made")
        }
        var bytes = [UInt8](repeating: 0, count: keyLength + 1)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        guard count >= 0 else { throw DataFolderError("read the secret", path) }
        guard count == keyLength else {
            throw DataFolderError(
                description:
                    "the secret \"\(path)\" is damaged: it must have \(keyLength) bytes. Restore it, or "
                    + "delete it to have a new one made")
        }
        return Array(bytes.prefix(count))
    }

    /// Writes a new key aside and links it into place, so that it is there whole or not at all, and of two servers
    /// that start at once both use the one that was first.
    private static func make(_ path: String, in folder: String) throws {
        var generator = SystemRandomNumberGenerator()
        let key = (0..<keyLength).map { _ in UInt8.random(in: 0...255, using: &generator) }
        let temporary = path + ".\(getpid())-\(UInt64.random(in: 0...UInt64.max, using: &generator))"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw DataFolderError("make the secret", temporary) }
        defer { unlink(temporary) }
        let isWritten = write(descriptor, key, key.count) == key.count && fsync(descriptor) == 0
        let number = errno
        close(descriptor)
        guard isWritten else { throw DataFolderError("write the secret", temporary, errno: number) }
        guard link(temporary, path) == 0 || errno == EEXIST else {
            throw DataFolderError("keep the secret", path)
        }
        try synchronize(folder)
    }

    private static func synchronize(_ folder: String) throws {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw DataFolderError("open the folder", folder) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw DataFolderError("synchronize the folder", folder) }
    }
}
