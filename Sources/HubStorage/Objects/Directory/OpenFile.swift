#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// An open file or folder, closed with the last reference. Its calls block: for a thread pool only.
final class OpenFile: Sendable {
    let path: String
    private let descriptor: CInt

    /// - Returns: nil when there is nothing at `path`, also not its folder.
    static func existing(_ path: String) throws -> OpenFile? {
        do {
            // A link in place of an object is nobody's we know; without O_NONBLOCK a named pipe would hang us.
            return try OpenFile(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
        } catch {
            guard error.number == ENOENT || error.number == ENOTDIR else {
                throw ObjectStoreError.system("open", path, errno: error.number)
            }
            return nil
        }
    }

    static func creating(_ path: String) throws -> OpenFile {
        do {
            return try OpenFile(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW)
        } catch {
            throw ObjectStoreError.system("create", path, errno: error.number)
        }
    }

    private struct OpenFailure: Error {
        let number: CInt
    }

    private init(_ path: String, _ flags: CInt) throws(OpenFailure) {
        let descriptor = retryingInterrupted { systemOpen(path, flags | O_CLOEXEC, 0o640) }
        guard descriptor >= 0 else { throw OpenFailure(number: errno) }
        self.path = path
        self.descriptor = descriptor
    }

    deinit { systemClose(descriptor) }

    /// The length if this is a regular file, else nil.
    func regularLength() throws -> Int64? {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw ObjectStoreError.system("inspect", path) }
        return status.st_mode & S_IFMT == S_IFREG ? Int64(status.st_size) : nil
    }

    /// Reads up to `buffer.count` bytes; 0 at the end of the file.
    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws -> Int {
        let count = retryingInterrupted { pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset)) }
        guard count >= 0 else { throw ObjectStoreError.system("read", path) }
        return count
    }

    /// Writes all bytes.
    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int64) throws {
        var written = 0
        while written < bytes.count {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[written...])
            let place = off_t(offset) + off_t(written)
            let count = retryingInterrupted { pwrite(descriptor, rest.baseAddress, rest.count, place) }
            guard count > 0 else { throw ObjectStoreError.system("write", path) }
            written += count
        }
    }

    /// Returns when the bytes (of a folder: its entries) would survive a loss of power.
    func synchronize() throws {
        #if canImport(Darwin)
            // Here fsync leaves the bytes in the drive's own cache.
            if fcntl(descriptor, F_FULLFSYNC) == 0 { return }
        #endif
        guard retryingInterrupted({ fsync(descriptor) }) == 0 else {
            throw ObjectStoreError.system("synchronize", path)
        }
    }
}
