import ArgumentParser
import HubAPI
import HubClient

struct CacheList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ls", abstract: "List what the cache has.",
        discussion: """
            Examples:
              roost cache ls --sort size
              roost cache ls --filter "size>1GB" --filter "accessed>30d"
              roost cache ls --revisions --json
            """, aliases: ["list"])

    @OptionGroup var cacheOption: CacheOption

    @Flag(inversion: .prefixedNo, help: "Every revision by itself.")
    var revisions = false

    @Option(
        name: .shortAndLong,
        help: "A condition: size>1GB, type=model, accessed>7d, modified<1w, refs=main. Repeat it for more.")
    var filter: [String] = []

    @Option(help: ArgumentHelp("accessed, modified, name or size, with :asc or :desc.", valueName: "key"))
    var sort: CacheSort?

    @Option(help: "How many at most.")
    var limit: Int?

    @Flag(inversion: .prefixedNo, help: "Say what is not as it should be in the cache.")
    var showWarnings = false

    @OptionGroup var format: FormatOptions

    func validate() throws {
        if let limit, limit < 0 { throw ValidationError("--limit must be 0 or more.") }
        do { _ = try filter.map(CacheFilter.init) } catch { throw ValidationError("--filter: \(error)") }
    }

    func run() async throws {
        Signals.cancelTheCommand()
        let output = Output(format)
        guard let report = try await cacheOption.scan().report else { return output.table(columns, []) }
        let filters = try filter.map(CacheFilter.init)
        var entries = CacheEntry.all(in: report, byRevision: revisions)
        let now = Timestamp.present
        entries.removeAll { entry in !filters.allSatisfy { $0.holds(entry, now) } }
        if let sort { entries.sort(by: sort.isBefore) }
        if let limit { entries = Array(entries.prefix(limit)) }
        output.table(columns, entries.map(\.json))
        if !entries.isEmpty { output.note(summary(entries, report)) }
        tellOfProblems(report, output)
    }

    private var columns: [Column] {
        revisions
            ? [
                Column("revision"), Column("id"), Column("size", .bytes), Column("last_modified", .time),
                Column("refs"),
            ]
            : [
                Column("id"), Column("size", .bytes), Column("last_accessed", .time),
                Column("last_modified", .time), Column("refs"),
            ]
    }

    private func summary(_ entries: [CacheEntry], _ report: CacheReport) -> String {
        let repos = Set(entries.map(\.repo.path)).count
        let revisions = entries.reduce(0) { $0 + ($1.revision == nil ? $1.repo.revisions.count : 1) }
        // Contents that repos share count once where everything is shown.
        let isAll = filter.isEmpty && limit == nil && !self.revisions
        let size = isAll ? report.size : entries.reduce(0) { $0 + $1.size }
        return
            "\(repos) repo\(repos == 1 ? "" : "s"), \(revisions) revision\(revisions == 1 ? "" : "s"), \(Terminal.bytes(size))."
    }

    private func tellOfProblems(_ report: CacheReport, _ output: Output) {
        if showWarnings {
            for warning in report.warnings { output.warn("\(warning)") }
        } else if !report.warnings.isEmpty {
            output.note("\(report.warnings.count) things are not as they should be: see --show-warnings.")
        }
        let partial = report.partials.reduce(0) { $0 + $1.size }
        if partial > 0 {
            output.note("Unfinished downloads take \(Terminal.bytes(partial)): roost cache prune removes old ones.")
        }
        if !report.unusedSharedBlobs.isEmpty {
            let size = report.unusedSharedBlobs.reduce(0) { $0 + $1.size }
            output.note("Contents that no repo uses take \(Terminal.bytes(size)): roost cache prune removes them.")
        }
    }
}

/// A row of the list: a repo, or one revision of it.
struct CacheEntry {
    let repo: CachedRepo
    let revision: CachedRevision?

    static func all(in report: CacheReport, byRevision: Bool) -> [CacheEntry] {
        let repos = report.repos.sorted { $0.cacheID < $1.cacheID }
        guard byRevision else { return repos.map { CacheEntry(repo: $0, revision: nil) } }
        return repos.flatMap { repo in repo.revisions.map { CacheEntry(repo: repo, revision: $0) } }
    }

    var size: Int64 { revision?.size ?? repo.size }
    var lastModified: Timestamp { revision?.lastModified ?? repo.lastModified }
    var refs: [String] { revision?.refs ?? repo.refs }

    var json: JSONValue {
        var members = [
            JSONMember("id", .string(repo.cacheID)), JSONMember("repo_id", .string(repo.id)),
            JSONMember("repo_type", .string(repo.type)),
        ]
        if let revision {
            members += [
                JSONMember("revision", .string(revision.commit)), JSONMember("snapshot_path", .string(revision.path)),
                JSONMember("files", .integer(Int64(revision.files.count))),
            ]
        } else {
            members += [
                JSONMember("path", .string(repo.path)), JSONMember("files", .integer(Int64(repo.fileCount))),
                JSONMember("revisions", .integer(Int64(repo.revisions.count))),
                JSONMember("last_accessed", .string(repo.lastAccessed.iso8601)),
            ]
        }
        return .object(
            members + [
                JSONMember("size", .integer(size)), JSONMember("last_modified", .string(lastModified.iso8601)),
                JSONMember("refs", .array(refs.map(JSONValue.string))),
            ])
    }
}
