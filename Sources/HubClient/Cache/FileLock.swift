import Logging
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A lock on a file that processes and tasks share, by `flock(2)` as Python's client does it. Let go with the last
/// reference, or by ``release()``; the kernel lets go for a process that dies. The file stays.
final class FileLock: Sendable {
    /// `flock(2)`, which returns 0 or an error's number. Tests put what other file systems do in its place.
    @TaskLocal static var flock: @Sendable (_ descriptor: CInt, _ operation: CInt) -> CInt = { descriptor, operation in
        systemLock(descriptor, operation)
    }

    /// Tests needn't wait.
    @TaskLocal static var sleep: @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }

    let path: String
    /// Whether the file system knows locks at all.
    private let isSupported: Bool
    /// -1 once it has been let go.
    private let descriptor: Mutex<CInt>

    private init(path: String, descriptor: CInt, isSupported: Bool) {
        self.path = path
        self.descriptor = Mutex(descriptor)
        self.isSupported = isSupported
    }

    deinit { release() }

    /// Waits for the lock without keeping a thread: it asks again and again, at most a tenth of a second apart.
    ///
    /// - Parameters:
    ///   - mode: The permissions of a lock file that is made for it.
    ///   - logger: Told after ten seconds, and each minute from then on, that this still waits.
    static func acquire(
        _ path: String, mode: UInt32 = 0o664, logger: Logger? = nil
    ) async throws(HubError) -> FileLock {
        var pause = Duration.milliseconds(5)
        var waited = Duration.zero
        var isToldAt = Duration.seconds(10)
        while true {
            if let lock = try attempt(path, mode: mode) { return lock }
            if waited >= isToldAt {
                logger?.warning("Still waiting for “\(path)”, which another process or download holds")
                isToldAt += .seconds(60)
            }
            do { try await sleep(pause) } catch {
                throw HubError(.cancelled, "Cancelled while waiting for the lock “\(path)”")
            }
            waited += pause
            pause = min(pause * 2, .milliseconds(100))
        }
    }

    /// The lock if nobody has it, else nil.
    static func attempt(_ path: String, mode: UInt32 = 0o664) throws(HubError) -> FileLock? {
        let descriptor = try openFile(path, mode: mode)
        let failure = flock(descriptor, LOCK_EX | LOCK_NB)
        switch failure {
        case 0:
            // Who had it before may have removed the file: then others lock another one of this name.
            guard FileStatus(descriptor: descriptor)?.names != 0 else { break }
            return FileLock(path: path, descriptor: descriptor, isSupported: true)
        case ENOSYS, ENOTSUP, EOPNOTSUPP, ENOLCK:
            return FileLock(path: path, descriptor: descriptor, isSupported: false)
        case EWOULDBLOCK, EAGAIN, EACCES, EINTR:
            break
        default:
            close(descriptor)
            throw .onDisk("lock", path, code: failure)
        }
        close(descriptor)
        return nil
    }

    /// Whether the lock keeps others out. On some network file systems everybody gets every lock; found by trying to
    /// get this one a second time.
    var isTrustworthy: Bool {
        guard isSupported, let second = try? Self.openFile(path, mode: 0o664) else { return false }
        defer { close(second) }
        return Self.flock(second, LOCK_EX | LOCK_NB) == EWOULDBLOCK
    }

    func release() {
        let descriptor = descriptor.withLock { descriptor in
            defer { descriptor = -1 }
            return descriptor
        }
        // Closing lets go, also of a lock whose descriptor a child process inherited a moment too early.
        if descriptor >= 0 {
            if isSupported { _ = Self.flock(descriptor, LOCK_UN) }
            close(descriptor)
        }
    }

    private static func openFile(_ path: String, mode: UInt32) throws(HubError) -> CInt {
        // The file may be removed, or made by another, between any two calls.
        for _ in 0..<100 {
            let flags = O_RDWR | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC
            let made = FileSystem.retrying { open(path, flags | O_CREAT | O_EXCL, mode_t(mode)) }
            if made >= 0 {
                // Everybody who shares the cache may lock, whatever the umask of who came first.
                fchmod(made, mode_t(mode))
                return made
            }
            if errno == ENOENT {
                try FileSystem.makeFolders(FileSystem.folder(of: path))
                continue
            }
            let failure = errno
            let found = FileSystem.retrying { open(path, flags) }
            if found >= 0 { return try checked(found, path) }
            if errno == ENOENT, failure == EEXIST { continue }
            // A lock file of another user that may only be read can be locked all the same.
            if errno == EACCES || errno == EROFS {
                let readable = FileSystem.retrying { open(path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC) }
                if readable >= 0 { return try checked(readable, path) }
            }
            throw .onDisk("open the lock file", path, code: failure == EEXIST ? errno : failure)
        }
        throw HubError(.conflict, "The lock file “\(path)” is made and removed all the time")
    }

    private static func checked(_ descriptor: CInt, _ path: String) throws(HubError) -> CInt {
        if FileStatus(descriptor: descriptor)?.kind == .file { return descriptor }
        close(descriptor)
        throw HubError(.fileSystem(code: EINVAL), "“\(path)” should be a lock file, but is no file")
    }
}

/// `flock(2)` outside of the type whose property has its name.
private func systemLock(_ descriptor: CInt, _ operation: CInt) -> CInt {
    FileSystem.retrying { flock(descriptor, operation) } == 0 ? 0 : errno
}
