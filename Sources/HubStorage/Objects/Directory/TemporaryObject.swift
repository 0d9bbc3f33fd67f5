import Crypto
import NIOCore
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The bytes of a put on their way to the disk: appended batch by batch, then published under a name or discarded.
///
/// Its calls block: for a thread pool only.
final class TemporaryObject: Sendable {
    private struct Written {
        var length: Int64 = 0
        var hasher: SHA256?
    }

    private let file: OpenFile
    private let written: Mutex<Written>

    /// Creates an empty file in `folder` under a random name.
    init(in folder: String, hashing: Bool) throws {
        let name = String(UInt128.random(in: 0 ... .max), radix: 36)
        self.file = try OpenFile.creating("\(folder)/\(name)")
        self.written = Mutex(Written(hasher: hashing ? SHA256() : nil))
    }

    /// Writes and hashes a batch, and hands the buffer back for reuse.
    func append(_ batch: ByteBuffer) throws -> ByteBuffer {
        try written.withLock { written in
            try batch.withUnsafeReadableBytes { bytes in
                written.hasher?.update(bufferPointer: bytes)
                try file.write(bytes, at: written.length)
            }
            written.length += Int64(batch.readableBytes)
        }
        return batch
    }

    /// The hash of all bytes, if it was asked for. Call once.
    func finishHash() -> [UInt8]? { written.withLock { $0.hasher.map { Array($0.finalize()) } } }

    func synchronize() throws { try file.synchronize() }

    /// Gives the file its final name unless an object has that already, and removes the temporary name.
    ///
    /// - Returns: false if the folder of `path` is missing.
    func publish(at path: String) throws -> Bool {
        if link(file.path, path) == 0 || errno == EEXIST {
            // A folder has the name when one key continues another with a slash.
            guard let object = try OpenFile.existing(path), try object.regularLength() != nil else {
                throw ObjectStoreError(.failed, "“\(path)” is not a file")
            }
            discard()
            return true
        }
        switch errno {
        case ENOENT:
            return false
        case EPERM, EOPNOTSUPP, ENOTSUP, EMLINK, ENOSYS:
            // A file system without hard links. Should another put come in between, it replaces equal bytes.
            var status = stat()
            if lstat(path, &status) == 0 {
                discard()
                return true
            }
            guard rename(file.path, path) == 0 else {
                if errno == ENOENT { return false }
                throw ObjectStoreError.system("move a new object to", path)
            }
            return true
        default:
            throw ObjectStoreError.system("give a new object the name", path)
        }
    }

    func discard() { unlink(file.path) }
}
