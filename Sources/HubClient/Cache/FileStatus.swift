import HubAPI

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// What the file system says about one name.
struct FileStatus: Sendable {
    enum Kind: Sendable {
        case file, folder, link, other
    }

    let kind: Kind
    /// Bytes.
    let size: Int64
    /// The permissions alone, such as 0o644.
    let mode: UInt32
    let group: UInt32
    /// The number of names that the file has; 0 for an open file that was removed.
    let names: Int
    /// Seconds since 1970 UTC.
    let accessed: Double
    /// Seconds since 1970 UTC.
    let modified: Double

    /// Of what a path names; nil if there is nothing, or a link to nothing.
    init?(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        self.init(status)
    }

    /// Of the name itself, also if it is a link.
    init?(unfollowed path: String) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        self.init(status)
    }

    init?(descriptor: CInt) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return nil }
        self.init(status)
    }

    private init(_ status: stat) {
        self.kind =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .folder
            case S_IFLNK: .link
            default: .other
            }
        self.size = Int64(status.st_size)
        self.mode = UInt32(status.st_mode & 0o7777)
        self.group = UInt32(status.st_gid)
        self.names = Int(status.st_nlink)
        #if canImport(Darwin)
            let (accessed, modified) = (status.st_atimespec, status.st_mtimespec)
        #else
            let (accessed, modified) = (status.st_atim, status.st_mtim)
        #endif
        self.accessed = Double(accessed.tv_sec) + Double(accessed.tv_nsec) / 1e9
        self.modified = Double(modified.tv_sec) + Double(modified.tv_nsec) / 1e9
    }

    /// Whether a path names a regular file, if need be through links.
    static func isFile(_ path: String) -> Bool { FileStatus(path)?.kind == .file }

    static func isFolder(_ path: String) -> Bool { FileStatus(path)?.kind == .folder }
}

extension Timestamp {
    /// From seconds since 1970 UTC.
    init(seconds: Double) { self.init(milliseconds: Int64(seconds * 1000)) }

    static var now: Timestamp { Timestamp(seconds: secondsSince1970()) }
}

/// The time of day in seconds since 1970 UTC, with microseconds.
func secondsSince1970() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Double(time.tv_sec) + (Double(time.tv_nsec) / 1000).rounded(.down) / 1e6
}
