#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

extension ContentDigest {
    /// The hash of a file's bytes, in this digest's form. Takes long.
    ///
    /// - Parameter check: Called now and then; what it throws ends the work.
    func hash(
        ofFile path: String, size: Int64, check: () throws(HubError) -> Void
    ) throws(HubError) -> String {
        let descriptor = FileSystem.retrying { open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
        guard descriptor >= 0 else { throw .onDisk("open", path) }
        defer { close(descriptor) }
        var hasher = ContentHasher(for: self, size: size)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 4096)
        defer { buffer.deallocate() }
        guard let start = buffer.baseAddress else { return hasher.finalize() }
        while true {
            try check()
            let count = FileSystem.retrying { systemRead(descriptor, start, buffer.count) }
            guard count >= 0 else { throw .onDisk("read", path) }
            if count == 0 { return hasher.finalize() }
            hasher.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
    }
}
