#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

extension FileSystem {
    /// Copies a file's bytes, with the permissions of a new file: under a temporary name first, so that the final one
    /// never stands for half of them. Takes long.
    static func copy(_ path: String, to new: String, temporary: String? = nil) throws(HubError) {
        let temporary = temporary ?? "\(folder(of: new))/.\(name(of: new).prefix(64)).\(randomHex()).copy"
        do {
            try copyBytes(path, to: temporary)
            try move(temporary, to: new)
        } catch {
            unlink(temporary)
            throw error
        }
    }

    private static func copyBytes(_ path: String, to new: String) throws(HubError) {
        let source = retrying { open(path, O_RDONLY | O_CLOEXEC) }
        guard source >= 0 else { throw .onDisk("open", path) }
        defer { close(source) }
        let target = retrying { open(new, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o666) }
        guard target >= 0 else { throw .onDisk("create", new) }
        defer { close(target) }
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = retrying { systemRead(source, &buffer, buffer.count) }
            guard count >= 0 else { throw .onDisk("read", path) }
            if count == 0 { break }
            try write(buffer[..<count], into: target, new)
        }
        try synchronize(target, new)
    }
}
