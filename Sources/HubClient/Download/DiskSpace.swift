#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Whether a disk can take what is to be downloaded, asked before a byte of it comes.
enum DiskSpace {
    /// Files below this are not worth the question: the write fails just as clearly.
    static let minimumQuestion: Int64 = 1 << 20

    /// What `statvfs(2)` says is free. Tests put other disks in its place.
    @TaskLocal static var free: @Sendable (_ folder: String) -> Int64? = { freeBytes(at: $0) }

    /// - Parameters:
    ///   - bytes: Those that are still to come.
    ///   - folder: Where they will be written; it need not be there yet.
    static func check(_ bytes: Int64, in folder: String, for subject: String) throws(HubError) {
        guard bytes >= minimumQuestion, let free = free(folder), free < bytes else { return }
        throw HubError(
            .outOfSpace, "\(subject) needs \(bytes) bytes more, but the disk of “\(folder)” has only \(free) free",
            suggestion: "Free some space, or choose another folder (HF_HUB_CACHE, or one to download into)")
    }

    /// The bytes that this user can still write where a path is or will be; nil if that can't be known.
    private static func freeBytes(at path: String) -> Int64? {
        var path = path
        while true {
            var info = statvfs()
            if statvfs(path, &info) == 0 {
                // Some network file systems say 0 of everything when they don't know.
                guard info.f_blocks > 0 else { return nil }
                let (bytes, overflows) = UInt64(info.f_bavail).multipliedReportingOverflow(by: UInt64(info.f_frsize))
                return overflows ? nil : Int64(clamping: bytes)
            }
            guard errno == ENOENT, path != "/", path != "." else { return nil }
            path = FileSystem.folder(of: path)
        }
    }
}
