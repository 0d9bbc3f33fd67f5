#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

extension HubError {
    /// Of the system call that just failed on a file or folder.
    static func onDisk(_ action: String, _ path: String, code: CInt = errno) -> HubError {
        let isFull = code == ENOSPC || code == EDQUOT
        return HubError(
            isFull ? .outOfSpace : .fileSystem(code: code),
            "Can't \(action) “\(path)”: \(String(cString: strerror(code)))",
            suggestion: isFull ? "Free some space, or choose another folder for the cache (HF_HUB_CACHE)" : nil)
    }
}

/// Files and folders as the cache needs them. Paths are taken as they are; all calls block, but for a moment only
/// unless they say otherwise.
enum FileSystem {
    /// Repeats a system call that a signal interrupted.
    static func retrying<Result: FixedWidthInteger>(_ call: () -> Result) -> Result {
        while true {
            let result = call()
            guard result == -1, errno == EINTR else { return result }
        }
    }

    /// Eight random hex digits, as Python's client puts into temporary names.
    static func randomHex() -> String {
        let digits = String(UInt32.random(in: .min ... .max), radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }

    /// Everything before the last slash; `.` if there is none.
    static func folder(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// Everything after the last slash.
    static func name(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return path }
        return String(path[path.utf8.index(after: slash)...])
    }

    /// The whole file; nil if it is missing or no regular file.
    static func read(_ path: String, limit: Int = 1 << 20) throws(HubError) -> [UInt8]? {
        let descriptor = retrying { open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
        guard descriptor >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw .onDisk("open", path)
        }
        defer { close(descriptor) }
        guard let status = FileStatus(descriptor: descriptor), status.kind == .file else { return nil }
        guard status.size <= limit else {
            throw HubError(.invalidInput, "“\(path)” is larger than \(limit) bytes, which no file of its kind is")
        }
        var bytes: [UInt8] = []
        // One byte more than it should have, to see its end without another round.
        var chunk = [UInt8](repeating: 0, count: Int(status.size) + 1)
        while true {
            let count = retrying { systemRead(descriptor, &chunk, chunk.count) }
            guard count >= 0 else { throw .onDisk("read", path) }
            if count == 0 { return bytes }
            bytes += chunk[..<count]
            guard bytes.count <= limit else {
                throw HubError(.invalidInput, "“\(path)” is larger than \(limit) bytes, which no file of its kind is")
            }
        }
    }

    /// What a link points to, as it is written there; nil if there is no link.
    static func linkTarget(_ path: String) -> String? {
        var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = buffer.withUnsafeMutableBytes { bytes in
            bytes.bindMemory(to: CChar.self).baseAddress.map { readlink(path, $0, bytes.count) } ?? -1
        }
        return count < 0 ? nil : String(decoding: buffer[..<count], as: UTF8.self)
    }

    /// The names in a folder, in the order of their bytes; none if it is missing or no folder.
    static func names(in folder: String) throws(HubError) -> [String] {
        guard let stream = opendir(folder) else {
            if errno == ENOENT || errno == ENOTDIR { return [] }
            throw .onDisk("read the folder", folder)
        }
        defer { closedir(stream) }
        var names: [String] = []
        while true {
            // The end and an error look the same but for errno.
            errno = 0
            guard let entry = readdir(stream) else {
                guard errno == 0 else { throw .onDisk("read the folder", folder) }
                return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            }
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
    }
}

/// `read(2)`, callable from a type that has a method of the same name.
func systemRead(_ descriptor: CInt, _ buffer: UnsafeMutableRawPointer, _ count: Int) -> Int {
    read(descriptor, buffer, count)
}
