import Foundation

/// A repository in a temporary directory and the git program on it, whatever this machine's settings are.
final class GitRepository {
    let root: URL

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    init() throws {
        root = FileManager.default.temporaryDirectory.appendingPathComponent("git-" + UUID().uuidString)
        try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
        try run(["init", "-q"])
        // Templates may bring patterns of their own.
        try? FileManager.default.removeItem(at: root.appendingPathComponent(".git/info"))
    }

    deinit {
        try? FileManager.default.removeItem(at: root)
    }

    struct Result {
        let status: Int32
        let output: [UInt8]
        let error: String
        var text: String { String(decoding: output, as: UTF8.self) }
        /// The output's pieces, each of which ends in NUL.
        var fields: [String] {
            output.split(separator: 0, omittingEmptySubsequences: false).dropLast()
                .map { String(decoding: $0, as: UTF8.self) }
        }
    }

    @discardableResult
    func run(
        _ arguments: [String], input: [UInt8] = [], environment: [String: String] = [:],
        allowing statuses: Set<Int32> = [0]
    ) throws -> Result {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["git"] + arguments
        process.currentDirectoryURL = root
        process.environment = [
            "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin",
            "HOME": root.path, "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null",
            "GIT_ATTR_NOSYSTEM": "1", "LC_ALL": "C",
            "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.org",
            "GIT_COMMITTER_NAME": "C", "GIT_COMMITTER_EMAIL": "c@example.org",
            "GIT_AUTHOR_DATE": "1700000000 +0100", "GIT_COMMITTER_DATE": "1700000001 -0330",
        ].merging(environment) { $1 }
        // Files instead of pipes: a full pipe would need threads to empty it.
        let base = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        let files = ["in", "out", "err"].map { base.appendingPathExtension($0) }
        defer { for file in files { try? FileManager.default.removeItem(at: file) } }
        try Data(input).write(to: files[0])
        for file in files.dropFirst() { try Data().write(to: file) }
        process.standardInput = try FileHandle(forReadingFrom: files[0])
        process.standardOutput = try FileHandle(forWritingTo: files[1])
        process.standardError = try FileHandle(forWritingTo: files[2])
        try process.run()
        process.waitUntilExit()
        let result = Result(
            status: process.terminationStatus, output: Array(try Data(contentsOf: files[1])),
            error: String(decoding: try Data(contentsOf: files[2]), as: UTF8.self))
        guard statuses.contains(result.status) else {
            throw Failure(description: "git \(arguments): \(result.status) \(result.error)")
        }
        return result
    }

    /// The first line of the output.
    func line(_ arguments: [String], input: [UInt8] = [], environment: [String: String] = [:]) throws
        -> String
    {
        let text = try run(arguments, input: input, environment: environment).text
        return String(text.prefix { $0 != "\n" })
    }

    func write(_ path: String, _ content: [UInt8]) throws {
        let url = root.appendingPathComponent(path)
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(content).write(to: url)
    }

    func write(_ path: String, _ content: String) throws {
        try write(path, Array(content.utf8))
    }
}

/// Random numbers that are the same on every run (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
        return value ^ (value >> 31)
    }
}
