#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// What a folder holds under one name.
struct FolderEntry {
    enum Kind {
        case file, folder, other
    }

    let name: String
    let kind: Kind
    let length: Int64
    /// Milliseconds since 1970 UTC.
    let modified: Int64

    /// All entries that `isWanted`; none if the folder is missing. Links are not followed. Blocks.
    static func all(in path: String, where isWanted: (String) -> Bool = { _ in true }) throws -> [FolderEntry] {
        guard let folder = opendir(path) else {
            if errno == ENOENT || errno == ENOTDIR { return [] }
            throw ObjectStoreError.system("read the folder", path)
        }
        defer { closedir(folder) }
        var entries: [FolderEntry] = []
        while true {
            // The end and an error look the same but for errno.
            errno = 0
            guard let entry = readdir(folder) else {
                guard errno == 0 else { throw ObjectStoreError.system("read the folder", path) }
                return entries
            }
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard name != ".", name != "..", isWanted(name) else { continue }
            var status = stat()
            // It may have been removed since.
            guard fstatat(dirfd(folder), name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { continue }
            entries.append(FolderEntry(name: name, status: status))
        }
    }

    private init(name: String, status: stat) {
        self.name = name
        self.kind =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .folder
            default: .other
            }
        self.length = Int64(status.st_size)
        #if canImport(Darwin)
            let time = status.st_mtimespec
        #else
            let time = status.st_mtim
        #endif
        self.modified = Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}
