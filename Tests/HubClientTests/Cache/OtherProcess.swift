import Foundation
import Testing

@testable import HubClient

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A process beside this one, ended with the last reference.
final class OtherProcess {
    private let process = Process()

    init(_ arguments: [String], environment: [String: String] = [:]) throws {
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
    }

    deinit { if process.isRunning { kill() } }

    /// Holds the lock of a file as Python's client does, and makes the file `mark` when it has it. Once `mark` is
    /// removed it lets go, writes `let go` into `log` a moment before, and ends.
    static func holding(_ lock: String, mark: String, log: String) throws -> OtherProcess {
        let script = """
            import fcntl, os, sys, time
            lock, mark, log = sys.argv[1:]
            os.makedirs(os.path.dirname(lock), exist_ok=True)
            fd = os.open(lock, os.O_RDWR | os.O_CREAT, 0o664)
            fcntl.flock(fd, fcntl.LOCK_EX)
            open(mark, "w").close()
            while os.path.exists(mark):
                time.sleep(0.005)
            open(log, "w").write("let go")
            fcntl.flock(fd, fcntl.LOCK_UN)
            """
        return try OtherProcess(["python3", "-c", script, lock, mark, log])
    }

    var isRunning: Bool { process.isRunning }

    /// At once, as when the machine runs out of memory.
    func kill() { _ = systemKill(process.processIdentifier, SIGKILL) }

    /// Its status, or the number of the signal that ended it.
    func end() async throws -> Int32 {
        try await until { !process.isRunning }
        return process.terminationStatus
    }
}

/// `kill(2)`, callable from a type that has a method of the same name.
private func systemKill(_ process: pid_t, _ signal: CInt) -> CInt { kill(process, signal) }
