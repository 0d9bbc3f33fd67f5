import HubAPI
import HubClient

extension CacheRemoval {
    /// Says what goes, asks, removes, and says what went.
    func carryOut(
        in cache: HubCache, _ options: ConfirmOptions, _ output: Output,
        ifEmpty note: String = "There is nothing to remove."
    ) async throws {
        if isEmpty {
            output.note(note)
            if !output.isForPeople { output.result(json(dryRun: options.dryRun), id: "freed", forPeople: []) }
            return
        }
        if output.isForPeople {
            for line in lines { output.note(line) }
            if !options.dryRun { output.note("That frees \(Terminal.bytes(freedBytes)).") }
        }
        if !options.dryRun {
            try options.confirm(output)
            try await cache.remove(self)
        }
        let summary = "\(options.dryRun ? "Would remove" : "Removed") \(parts); \(Terminal.bytes(freedBytes)) freed."
        output.result(json(dryRun: options.dryRun), id: "freed", forPeople: [summary])
    }

    private func json(dryRun: Bool) -> JSONValue {
        [
            "dry_run": .bool(dryRun), "repos": .array(repos.map { .string($0.cacheID) }),
            "revisions": .array((repos.flatMap(\.revisions) + revisions).map { .string($0.commit) }),
            "files": .array(files.map { .string($0.path) }), "partials": .array(partials.map { .string($0.path) }),
            "shared_blobs": .array(sharedBlobs.map { .string($0.xetHash) }), "freed": .integer(freedBytes),
        ]
    }

    private var lines: [String] {
        repos.map { "  \($0.cacheID), all of it" }
            + revisions.map { "  \($0.commit) (\($0.refs.isEmpty ? "no ref" : $0.refs.joined(separator: ", ")))" }
            + files.map { "  \($0.path)" }
            + sharedBlobs.map { "  unused content \($0.xetHash)" }
            + (partials.isEmpty ? [] : ["  \(Self.count(partials.count, "unfinished download"))"])
    }

    /// `2 repos and 1 revision`.
    private var parts: String {
        let counts = [
            (repos.count, "repo"), (revisions.count, "revision"), (files.count, "file"),
            (partials.count, "unfinished download"), (sharedBlobs.count, "unused content"),
        ]
        return counts.filter { $0.0 > 0 }.map { Self.count($0.0, $0.1) }.joined(separator: " and ")
    }

    private static func count(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
}
