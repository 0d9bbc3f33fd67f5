#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

import NIOCore
import SystemPackage

/// The bytes of a file that came so far: from its beginning, without holes, in a file beside the one it will become.
///
/// Its owner holds the lock of what is downloaded, so that nobody else writes to it. Its calls block, but only as
/// long as copying into the system's memory takes.
final class PartialFile {
    let path: String
    /// What the whole file will be.
    let expected: ExpectedContent
    /// Bytes that lie here.
    private(set) var length: Int64 = 0
    /// Those of them that an earlier run brought.
    private(set) var inherited: Int64 = 0
    /// Whether somebody else made the file, and perhaps with other permissions.
    private(set) var isOld = false
    private let descriptor: SystemPackage.FileDescriptor
    private var hasher: ContentHasher?

    private init(_ path: String, _ descriptor: SystemPackage.FileDescriptor, _ expected: ExpectedContent) {
        self.path = path
        self.expected = expected
        self.descriptor = descriptor
        hasher = expected.hasher()
    }

    /// Opens a partial file, or makes a new one. ``inherit()`` must follow if what lies there is to count.
    ///
    /// - Returns: nil if somebody else writes to it, whatever other locks say.
    static func open(_ path: String, expected: ExpectedContent) throws(HubError) -> PartialFile? {
        let descriptor: SystemPackage.FileDescriptor
        do {
            descriptor = try .open(
                FilePath(path), .readWrite, options: [.create, .noFollow, .closeOnExec],
                permissions: FilePermissions(rawValue: 0o666))
        } catch {
            throw .ofFile("open", path, error)
        }
        let file = PartialFile(path, descriptor, expected)
        let failure = FileLock.flock(descriptor.rawValue, LOCK_EX | LOCK_NB)
        guard failure != EWOULDBLOCK, file.hasItsName() else { return nil }
        return file
    }

    /// Whether the path still leads to this file: whoever had it before may have finished it.
    private func hasItsName() -> Bool {
        var own = stat()
        var named = stat()
        guard fstat(descriptor.rawValue, &own) == 0, lstat(path, &named) == 0 else { return false }
        isOld = own.st_size > 0
        return own.st_ino == named.st_ino && own.st_dev == named.st_dev
    }

    deinit { try? descriptor.close() }

    /// Takes over what an earlier run left: reads it, because the hash goes over all bytes.
    func inherit() async throws(HubError) {
        let size = try call("look into") { () throws in try descriptor.seek(offset: 0, from: .end) }
        if let whole = expected.size, size > whole { return try restart() }
        guard size > 0 else { return }
        if hasher != nil { try await feedHasher(upTo: size) }
        length = size
        inherited = size
    }

    /// Adds the next bytes.
    func append(_ buffer: ByteBuffer) throws(HubError) {
        try buffer.withUnsafeReadableBytes { (bytes) throws(HubError) in
            try call("write") { () throws in _ = try descriptor.writeAll(toAbsoluteOffset: length, bytes) }
            hasher?.update(bytes)
            length += Int64(bytes.count)
        }
    }

    /// Throws away what lies here.
    func restart() throws(HubError) {
        try call("shorten") { () throws in try descriptor.resize(to: 0) }
        length = 0
        inherited = 0
        hasher = expected.hasher()
    }

    /// The hash of what lies here, in the form of the digest that is expected; nil if none is.
    func hash() async throws(HubError) -> String? {
        guard let digest = expected.digest else { return nil }
        if hasher == nil {
            hasher = ContentHasher(for: digest, size: length)
            try await feedHasher(upTo: length)
        }
        return hasher?.finalize()
    }

    /// Has the disk write the bytes.
    func synchronize() throws(HubError) {
        try FileSystem.synchronize(descriptor.rawValue, path)
    }

    /// Removes the file; nothing may be added then.
    func remove() { _ = try? FileSystem.removeFile(path) }

    private func feedHasher(upTo size: Int64) async throws(HubError) {
        var offset: Int64 = 0
        while offset < size {
            // A large file takes a while, and this thread is not ours alone.
            if Task.isCancelled { throw HubError(.cancelled, "Cancelled while “\(path)” was read") }
            await Task.yield()
            try feedHasher(from: offset, to: min(size, offset + 64 << 20))
            offset += 64 << 20
        }
    }

    private func feedHasher(from start: Int64, to end: Int64) throws(HubError) {
        let buffer = UnsafeMutableRawBufferPointer.allocate(
            byteCount: Int(min(1 << 20, end - start)), alignment: 4096)
        defer { buffer.deallocate() }
        var offset = start
        while offset < end {
            let room = UnsafeMutableRawBufferPointer(rebasing: buffer[..<Int(min(Int64(buffer.count), end - offset))])
            let count = try call("read") { () throws in try descriptor.read(fromAbsoluteOffset: offset, into: room) }
            guard count > 0 else {
                throw HubError(.fileSystem(code: EIO), "“\(path)” became shorter while it was read")
            }
            hasher?.update(UnsafeRawBufferPointer(rebasing: room[..<count]))
            offset += Int64(count)
        }
    }

    private func call<Result>(_ action: String, _ body: () throws -> Result) throws(HubError) -> Result {
        do { return try body() } catch { throw .ofFile(action, path, error) }
    }
}

/// What is known of a file's content before it comes.
struct ExpectedContent: Sendable, Hashable {
    /// Bytes; nil if the hub doesn't tell.
    var size: Int64?
    /// nil if it is not known, or nobody wants it compared.
    var digest: ContentDigest?

    /// nil if nothing is to be compared, or git's hash is and the size, with which it begins, isn't known.
    fileprivate func hasher() -> ContentHasher? {
        guard let digest else { return nil }
        if case .gitBlob = digest, size == nil { return nil }
        return ContentHasher(for: digest, size: size ?? 0)
    }
}

extension HubError {
    fileprivate static func ofFile(_ action: String, _ path: String, _ error: any Error) -> HubError {
        .onDisk(action, path, code: (error as? Errno)?.rawValue ?? EIO)
    }
}
