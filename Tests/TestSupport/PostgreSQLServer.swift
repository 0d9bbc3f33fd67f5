import Foundation
import Synchronization

/// A PostgreSQL server for tests: the one `ROOST_TEST_POSTGRES_URL` names, or a private one that is started on
/// first use and removed when the test process ends, however it ends.
public final class PostgreSQLServer: Sendable {
    /// Where databases are created; its own database is `postgres`.
    private let administrationURL: String

    private static let starting = Task { try start() }

    /// The server all tests of this process share.
    public static func shared() async throws -> PostgreSQLServer { try await starting.value }

    /// Whether a server can be had here at all.
    public static var isAvailable: Bool {
        ProcessInfo.processInfo.environment["ROOST_TEST_POSTGRES_URL"] != nil || (try? programs()) != nil
    }

    /// Creates an empty database and returns its URL.
    public func makeDatabase() async throws -> String {
        let name = "test_" + UUID().uuidString.lowercased().replacing("-", with: "")
        // From template0, which nobody else is connected to, in an encoding and order that don't depend on the host.
        let sql = "CREATE DATABASE \(name) TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"
        try Self.run(
            Self.client(), ["--no-psqlrc", "--quiet", "--dbname", administrationURL, "--command", sql])
        return try Self.replacingDatabase(of: administrationURL, with: name)
    }

    private init(administrationURL: String) {
        self.administrationURL = administrationURL
    }
}

extension PostgreSQLServer {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private static func start() throws -> PostgreSQLServer {
        if let url = ProcessInfo.processInfo.environment["ROOST_TEST_POSTGRES_URL"] {
            return PostgreSQLServer(administrationURL: url)
        }
        // Short, because the path of a socket may have about 100 bytes.
        let folder = "/tmp/roost-pg-\(UUID().uuidString.prefix(8).lowercased())"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let launcher = Process()
        launcher.executableURL = URL(fileURLWithPath: "/bin/sh")
        launcher.arguments = ["-c", script, "postgresql-for-tests", try programs(), folder]
        let input = Pipe()
        let output = Pipe()
        launcher.standardInput = input
        launcher.standardOutput = output
        try launcher.run()
        try? input.fileHandleForReading.close()
        try? output.fileHandleForWriting.close()
        // The script's input ends when this process does, and with it the server.
        let alive = input.fileHandleForWriting.fileDescriptor
        _ = fcntl(alive, F_SETFD, FD_CLOEXEC)
        lifeline.withLock { $0.append(input) }
        var answer = ""
        while !answer.hasSuffix("\n") {
            let bytes = output.fileHandleForReading.availableData
            if bytes.isEmpty { break }
            answer += String(decoding: bytes, as: UTF8.self)
        }
        guard answer == "ready\n" else {
            let log = (try? String(contentsOfFile: "\(folder)/log", encoding: .utf8)) ?? ""
            throw Failure(description: "PostgreSQL does not start in \(folder): \(log)")
        }
        return PostgreSQLServer(administrationURL: "postgresql://postgres@/postgres?host=\(folder)")
    }

    /// Keeps the pipe open as long as the process lives.
    private static let lifeline = Mutex<[Pipe]>([])

    /// Starts a server that listens on a socket in its folder only, says `ready`, and stops it at the end of the
    /// input. PostgreSQL refuses to run as root, so root becomes `postgres` first.
    private static let script = """
        bin=$1; dir=$2
        trap '' INT TERM HUP
        as() { "$@"; }
        if [ "$(id -u)" = 0 ]; then
            chown postgres "$dir"
            if command -v setpriv >/dev/null; then
                as() { setpriv --reuid=postgres --regid=postgres --init-groups "$@"; }
            else
                as() { runuser -u postgres -- "$@"; }
            fi
        fi
        chmod 700 "$dir"; cd "$dir" || exit 1
        as "$bin/initdb" -D "$dir/data" -U postgres -A trust -E UTF8 --no-locale --no-sync </dev/null >"$dir/log" 2>&1 &&
        as "$bin/pg_ctl" -D "$dir/data" -w -t 60 -l "$dir/server.log" start -o "-k $dir -c listen_addresses='' \\
            -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=300 \\
            -c shared_buffers=64MB" </dev/null >>"$dir/log" 2>&1 &&
        echo ready
        exec >/dev/null 2>&1
        cat
        as "$bin/pg_ctl" -D "$dir/data" -m immediate -w stop
        rm -rf "$dir"
        """

    /// The folder of the newest installed server programs.
    private static func programs() throws -> String {
        let files = FileManager.default
        let root = "/usr/lib/postgresql"
        let versions = ((try? files.contentsOfDirectory(atPath: root)) ?? []).sorted {
            (Int($0) ?? 0) > (Int($1) ?? 0)
        }
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        let folders = versions.map { "\(root)/\($0)/bin" } + path.split(separator: ":").map(String.init)
        guard let found = folders.first(where: { files.isExecutableFile(atPath: "\($0)/initdb") }) else {
            throw Failure(description: "PostgreSQL is not installed; set ROOST_TEST_POSTGRES_URL")
        }
        return found
    }

    private static func client() -> String {
        let bundled = (try? programs()).map { "\($0)/psql" } ?? ""
        return FileManager.default.isExecutableFile(atPath: bundled) ? bundled : "psql"
    }

    private static func run(_ program: String, _ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [program] + arguments
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failure(description: "\(program) failed with \(process.terminationStatus)")
        }
    }

    private static func replacingDatabase(of url: String, with name: String) throws -> String {
        // scheme://authority/database?options
        let parts = url.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        guard let scheme = parts[0].firstRange(of: "://") else {
            throw Failure(description: "ROOST_TEST_POSTGRES_URL must be a URL")
        }
        let afterScheme = parts[0][scheme.upperBound...]
        let authority = afterScheme.prefix { $0 != "/" }
        let options = parts.count > 1 ? "?\(parts[1])" : ""
        return "\(parts[0][..<scheme.upperBound])\(authority)/\(name)\(options)"
    }
}
