import Foundation
import GitObjects
import HubStorage
import NIOCore
import TestSupport

@testable import HubServer

/// A bare repository made of a hub repo's stored objects, and the git program on it.
final class GitCopy: Sendable {
    private let folder: TemporaryDirectory

    /// Writes every object and ref that the hub has stored for the repo.
    init(_ hub: TestHub, _ repo: String) async throws {
        folder = try TemporaryDirectory()
        try git("init", "-q", "--bare", ".")
        let id = try await hub.repoID(repo)
        let objects = try await hub.read { db in
            try db.rows("SELECT oid, kind, data FROM git_objects WHERE repo_id = ?", .integer(id)).map {
                (try $0.blob("oid"), try $0.text("kind"), try $0.blobOrNil("data"))
            }
        }
        for (oid, kind, data) in objects {
            guard let oid = ObjectID(bytes: oid) else { throw TestFailure("a damaged id") }
            let bytes: [UInt8]
            if let data {
                bytes = data
            } else {
                let stored = try await hub.server.objects.read(try GitBlobKey.key(id, oid), range: nil)
                var collected: [UInt8] = []
                for try await piece in stored { collected += Array(piece.readableBytesView) }
                bytes = collected
            }
            // A loose object as git would write it, so that git's own reader judges the bytes.
            let written = try git("hash-object", "-w", "--literally", "-t", kind, "--stdin", input: bytes)
            guard written.trimmed == oid.hex else {
                throw TestFailure("the \(kind) stored as \(oid) is \(written.trimmed)")
            }
        }
        let refs = try await hub.read { db in
            try db.rows("SELECT name, oid FROM refs WHERE repo_id = ?", .integer(id)).map {
                (try $0.text("name"), try $0.blob("oid"))
            }
        }
        for (name, oid) in refs {
            guard let oid = ObjectID(bytes: oid) else { throw TestFailure("a damaged id") }
            try git("update-ref", name, oid.hex)
        }
    }

    /// Runs git and returns what it printed.
    @discardableResult
    func git(_ arguments: String..., input: [UInt8] = []) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["git"] + arguments
        process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
        process.environment = [
            "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin", "HOME": folder.path,
            "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_ATTR_NOSYSTEM": "1", "LC_ALL": "C",
        ]
        // Files instead of pipes: a full pipe would need threads to empty it.
        let base = URL(fileURLWithPath: FileManager.default.temporaryDirectory.path)
            .appendingPathComponent("roost-git-" + UUID().uuidString)
        let files = ["in", "out", "err"].map { base.appendingPathExtension($0) }
        defer { for file in files { try? FileManager.default.removeItem(at: file) } }
        try Data(input).write(to: files[0])
        for file in files.dropFirst() { try Data().write(to: file) }
        process.standardInput = try FileHandle(forReadingFrom: files[0])
        process.standardOutput = try FileHandle(forWritingTo: files[1])
        process.standardError = try FileHandle(forWritingTo: files[2])
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            let error = String(decoding: try Data(contentsOf: files[2]), as: UTF8.self)
            throw TestFailure("git \(arguments) failed with \(process.terminationStatus): \(error)")
        }
        return String(decoding: try Data(contentsOf: files[1]), as: UTF8.self)
    }
}

extension String {
    var trimmed: String { trimmingCharacters(in: .whitespacesAndNewlines) }
    var lines: [String] { split(separator: "\n").map(String.init) }
}

extension TestHub {
    /// The row id of a repo named by its path below `/api/`.
    func repoID(_ repo: String) async throws -> Int64 {
        let parts = repo.split(separator: "/", maxSplits: 1).map(String.init)
        let (type, key) = (String(parts[0].dropLast()), parts[1].lowercased())
        return try await read { db in
            guard
                let row = try db.row("SELECT id FROM repos WHERE type = ? AND full_key = ?", .text(type), .text(key))
            else { throw TestFailure("there is no \(repo)") }
            return try row.integer("id")
        }
    }
}
