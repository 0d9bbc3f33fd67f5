#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

extension FileSystem {
    /// Makes a folder and those above it, with what permissions the umask leaves.
    static func makeFolders(_ path: String) throws(HubError) {
        if mkdir(path, 0o777) == 0 { return }
        switch errno {
        case EEXIST where FileStatus.isFolder(path):
            return
        case ENOENT where folder(of: path) != path:
            try makeFolders(folder(of: path))
            if mkdir(path, 0o777) == 0 || errno == EEXIST && FileStatus.isFolder(path) { return }
        default:
            // A folder of a read-only file system fails with EROFS although it is there.
            if FileStatus.isFolder(path) { return }
            if errno != EEXIST { break }
            errno = ENOTDIR
        }
        throw .onDisk("make the folder", path)
    }

    /// Writes a small file under another name and renames it, so that nobody ever sees half of it.
    static func write(_ bytes: [UInt8], to path: String, mode: UInt32? = nil, synchronizing: Bool = false)
        throws(HubError)
    {
        // Names end at 255 bytes.
        let isShort = name(of: path).utf8.count <= 240
        let temporary = (isShort ? "\(path)." : "\(folder(of: path))/") + "\(randomHex()).tmp"
        do {
            try create(temporary, bytes, mode: mode, synchronizing: synchronizing)
            try move(temporary, to: path)
        } catch {
            unlink(temporary)
            throw error
        }
    }

    /// Makes a file that was not there.
    private static func create(_ path: String, _ bytes: [UInt8], mode: UInt32?, synchronizing: Bool)
        throws(HubError)
    {
        let descriptor = retrying { open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o666) }
        guard descriptor >= 0 else { throw .onDisk("create", path) }
        defer { close(descriptor) }
        try write(bytes, into: descriptor, path)
        if let mode, fchmod(descriptor, mode_t(mode)) != 0 { throw .onDisk("set the permissions of", path) }
        if synchronizing { try synchronize(descriptor, path) }
    }

    static func write(_ bytes: some Collection<UInt8>, into descriptor: CInt, _ path: String) throws(HubError) {
        var rest = Array(bytes)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { bytes in
                retrying { systemWrite(descriptor, bytes.baseAddress, bytes.count) }
            }
            guard count > 0 else { throw .onDisk("write", path) }
            rest = rest.dropFirst(count)
        }
    }

    /// Makes an empty file if there is none.
    static func touch(_ path: String) throws(HubError) {
        let descriptor = retrying { open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o666) }
        guard descriptor >= 0 else { throw .onDisk("create", path) }
        close(descriptor)
    }

    /// Renames; what had the new name, link or file, is replaced in one step.
    static func move(_ old: String, to new: String) throws(HubError) {
        guard rename(old, new) == 0 else { throw .onDisk("move “\(old)” to", new) }
    }

    static func link(_ path: String, to target: String) throws(HubError) {
        guard symlink(target, path) == 0 else { throw .onDisk("make the link", path) }
    }

    static func setMode(_ mode: UInt32, of path: String) throws(HubError) {
        guard chmod(path, mode_t(mode)) == 0 else { throw .onDisk("set the permissions of", path) }
    }

    /// The permissions that a new file gets in a folder: what the umask, or the folder's own rules, leave of 0666.
    ///
    /// Found by making one, as there is no way to ask for the umask without changing it for all threads.
    static func modeOfNewFile(in folder: String) -> UInt32? {
        let path = "\(folder)/tmp_\(randomHex())\(randomHex())"
        let descriptor = retrying { open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o666) }
        guard descriptor >= 0 else { return nil }
        defer {
            close(descriptor)
            unlink(path)
        }
        return FileStatus(descriptor: descriptor)?.mode
    }

    /// Removes a file or link. Returns false if there was none.
    @discardableResult
    static func removeFile(_ path: String) throws(HubError) -> Bool {
        if unlink(path) == 0 { return true }
        guard errno == ENOENT || errno == ENOTDIR else { throw .onDisk("remove", path) }
        return false
    }

    /// Removes a file, a link or a folder with all that is in it; links are not followed. May take long.
    static func removeAll(_ path: String) throws(HubError) {
        guard let status = FileStatus(unfollowed: path) else { return }
        guard status.kind == .folder else {
            try removeFile(path)
            return
        }
        for name in try names(in: path) { try removeAll("\(path)/\(name)") }
        guard rmdir(path) == 0 || errno == ENOENT else { throw .onDisk("remove the folder", path) }
    }

    /// Returns when the bytes of an open file would survive a loss of power. May take long.
    static func synchronize(_ descriptor: CInt, _ path: String) throws(HubError) {
        #if canImport(Darwin)
            // Here fsync leaves the bytes in the drive's own cache.
            if fcntl(descriptor, F_FULLFSYNC) == 0 { return }
        #endif
        guard retrying({ fsync(descriptor) }) == 0 else { throw .onDisk("synchronize", path) }
    }

    /// Returns when the bytes of a file would survive a loss of power. May take long.
    static func synchronize(_ path: String) throws(HubError) {
        let descriptor = retrying { open(path, O_RDONLY | O_CLOEXEC) }
        guard descriptor >= 0 else { throw .onDisk("open", path) }
        defer { close(descriptor) }
        try synchronize(descriptor, path)
    }
}

/// `write(2)`, callable from a type that has a method of the same name.
private func systemWrite(_ descriptor: CInt, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    write(descriptor, bytes, count)
}
