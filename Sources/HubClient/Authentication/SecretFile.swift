#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A small file that only its owner may read.
struct SecretFile: Sendable {
    let path: String

    /// Files beyond this, in bytes, are not what they should be.
    private static let limit = 1 << 20

    /// What changes when the file does.
    struct Stamp: Sendable, Hashable {
        let inode: UInt64
        let size: Int64
        let seconds: Int64
        let nanoseconds: Int64
    }

    /// Nil if there is no file.
    var stamp: Stamp? {
        var info = stat()
        guard stat(path, &info) == 0 else { return nil }
        #if canImport(Darwin)
            let changed = info.st_mtimespec
        #else
            let changed = info.st_mtim
        #endif
        return Stamp(
            inode: UInt64(info.st_ino), size: Int64(info.st_size), seconds: Int64(changed.tv_sec),
            nanoseconds: Int64(changed.tv_nsec))
    }

    /// The bytes; nil if there is no file.
    func read() throws(HubError) -> [UInt8]? {
        let descriptor = systemOpen(path, O_RDONLY | O_CLOEXEC, 0)
        guard descriptor >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw failure("read")
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = systemRead(descriptor, &buffer)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw failure("read") }
            if count == 0 { return bytes }
            bytes.append(contentsOf: buffer[..<count])
            guard bytes.count <= Self.limit else {
                throw HubError(.invalidInput, "“\(path)” is too large for a file of tokens")
            }
        }
    }

    /// Replaces the file at once, readable by its owner only, in a folder that is the owner's own.
    func write(_ text: String) throws(HubError) {
        try makeFolder()
        let temporary = "\(path).\(RequestID.make().prefix(8)).tmp"
        let descriptor = systemOpen(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure("write") }
        do throws(HubError) {
            try writeAll(Array(text.utf8), to: descriptor)
        } catch {
            close(descriptor)
            unlink(temporary)
            throw error
        }
        close(descriptor)
        guard systemRename(temporary, path) == 0 else {
            let error = failure("write")
            unlink(temporary)
            throw error
        }
    }

    /// - Returns: Whether there was one.
    @discardableResult
    func remove() throws(HubError) -> Bool {
        if unlink(path) == 0 { return true }
        guard errno == ENOENT || errno == ENOTDIR else { throw failure("remove") }
        return false
    }

    private func writeAll(_ bytes: [UInt8], to descriptor: CInt) throws(HubError) {
        // The umask may have taken even the owner's rights away.
        guard fchmod(descriptor, 0o600) == 0 else { throw failure("write") }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { systemWrite(descriptor, $0) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure("write") }
            rest = rest.dropFirst(count)
        }
        guard fsync(descriptor) == 0 else { throw failure("write") }
    }

    /// Folders that are missing are made for the owner alone.
    func makeFolder() throws(HubError) {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        var folder = ""
        for (index, part) in parts.enumerated() {
            folder += index == 0 ? String(part) : "/" + part
            if folder.isEmpty || mkdir(folder, 0o700) == 0 || errno == EEXIST { continue }
            // Folders further up may be ones that nobody may write to.
            if index < parts.count - 1 { continue }
            throw failure("make the folder of")
        }
    }

    private func failure(_ verb: String) -> HubError {
        let number = errno
        let reason = strerror(number).map { String(cString: $0) } ?? "error \(number)"
        return HubError(
            number == ENOSPC ? .outOfSpace : .fileSystem(code: number), "Can't \(verb) “\(path)”: \(reason)")
    }
}

// The type's methods have the names of these calls.
private func systemOpen(_ path: String, _ flags: CInt, _ mode: mode_t) -> CInt { open(path, flags, mode) }
private func systemRead(_ descriptor: CInt, _ buffer: inout [UInt8]) -> Int { read(descriptor, &buffer, buffer.count) }
private func systemWrite(_ descriptor: CInt, _ bytes: UnsafeRawBufferPointer) -> Int {
    write(descriptor, bytes.baseAddress, bytes.count)
}
private func systemRename(_ source: String, _ target: String) -> CInt { rename(source, target) }
