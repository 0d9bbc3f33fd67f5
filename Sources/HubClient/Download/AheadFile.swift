#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

import NIOCore
import Synchronization
import SystemPackage

/// Bytes that came before their turn, on the disk but without a name: nobody finds holes in a partial file, whatever
/// happens, and nothing is left behind.
final class AheadFile: Sendable {
    private let path: String
    private let descriptor: SystemPackage.FileDescriptor
    private let received = Atomic<Int64>(0)

    /// - Parameter path: Of a file that nobody has; taken for a moment where files can't be made without names.
    init(_ path: String) throws(HubError) {
        self.path = path
        do {
            let new: SystemPackage.FileDescriptor.OpenOptions = [.create, .exclusiveCreate, .noFollow, .closeOnExec]
            descriptor = try .open(
                FilePath(path), .readWrite, options: new, permissions: FilePermissions(rawValue: 0o600))
        } catch {
            throw .onDisk("open", path, code: (error as? Errno)?.rawValue ?? EIO)
        }
        _ = try? FileSystem.removeFile(path)
    }

    deinit { try? descriptor.close() }

    /// Bytes that came and weren't passed on yet.
    var bytes: Int64 { received.load(ordering: .relaxed) }

    /// May be called from several tasks at once, for different places.
    func write(_ buffer: ByteBuffer, at offset: Int64) throws(HubError) {
        do {
            try buffer.withUnsafeReadableBytes { bytes in
                _ = try descriptor.writeAll(toAbsoluteOffset: offset, bytes)
            }
        } catch {
            throw .onDisk("write", path, code: (error as? Errno)?.rawValue ?? EIO)
        }
        received.add(Int64(buffer.readableBytes), ordering: .relaxed)
    }

    /// Adds bytes to the end of a partial file; their place here is free then.
    func pass(_ range: Range<Int64>, to partial: PartialFile) async throws(HubError) {
        var offset = range.lowerBound
        while offset < range.upperBound {
            var buffer = ByteBuffer()
            do {
                let count = Int(min(1 << 20, range.upperBound - offset))
                try buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: count) { room in
                    let room = UnsafeMutableRawBufferPointer(rebasing: room[..<count])
                    return try descriptor.read(fromAbsoluteOffset: offset, into: room)
                }
            } catch {
                throw .onDisk("read", path, code: (error as? Errno)?.rawValue ?? EIO)
            }
            guard buffer.readableBytes > 0 else { throw .onDisk("read", path, code: EIO) }
            try partial.append(buffer)
            offset += Int64(buffer.readableBytes)
            received.subtract(Int64(buffer.readableBytes), ordering: .relaxed)
            // This thread is not ours alone.
            await Task.yield()
        }
    }
}
