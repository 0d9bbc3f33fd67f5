import ArgumentParser
import HubAPI
import HubClient

struct CacheRemove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rm", abstract: "Remove repos, revisions or files from the cache.",
        discussion: """
            Examples:
              roost cache rm model/google-bert/bert-base-uncased
              roost cache rm hf://models/google-bert/bert-base-uncased/model.safetensors
              roost cache rm 86b5e0934494bd15c9632b12f734a8a67f723594 --dry-run
            """, aliases: ["remove"])

    @Argument(help: "Repos (type/org/name), commits, or hf:// URIs of repos or files.")
    var targets: [String]

    @OptionGroup var cacheOption: CacheOption
    @OptionGroup var confirmOptions: ConfirmOptions
    @OptionGroup var format: FormatOptions

    func run() async throws {
        Signals.cancelTheCommand()
        let output = Output(format)
        let wanted = try targets.map(Self.target)
        let (cache, report) = try await cacheOption.scan()
        guard let report else { throw Self.nothingFound(targets) }
        let removal = report.removal(of: wanted)
        for (text, target) in zip(targets, wanted) where removal.notFound.contains(target) {
            if removal.isEmpty { throw Self.nothingFound(targets) }
            output.warn("The cache doesn't have \(text).")
        }
        try await removal.carryOut(in: cache, confirmOptions, output)
    }

    private static func nothingFound(_ targets: [String]) -> HubError {
        HubError(
            .notFound, "the cache has nothing of \(targets.joined(separator: ", "))",
            suggestion: "See what it has with: roost cache ls --revisions")
    }

    private static func target(_ text: String) throws(HubError) -> CacheTarget {
        if text.hasPrefix("hf://") {
            let uri = try RepoURI(parsing: text)
            guard uri.revision == nil else {
                throw HubError(
                    .invalidInput, "\(text) names a revision, which is removed by its commit",
                    suggestion: "See the commits with: roost cache ls --revisions")
            }
            let repo = "\(uri.type.rawValue)/\(uri.id)"
            return uri.path.isEmpty ? .repo(repo) : .file(repo: repo, path: uri.path)
        }
        let isCommit = text.utf8.count == 40 && text.allSatisfy { $0.isASCII && $0.isHexDigit }
        return isCommit ? .revision(text) : .repo(text)
    }
}

struct CachePrune: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune",
        abstract: "Remove revisions that no branch or tag names, old unfinished downloads, and unused contents.")

    @Option(help: "Unfinished downloads that nothing was added to for so long, such as 2h or 0s.")
    var olderThan = "1d"

    @OptionGroup var cacheOption: CacheOption
    @OptionGroup var confirmOptions: ConfirmOptions
    @OptionGroup var format: FormatOptions

    func validate() throws {
        do { _ = try Quantity.seconds(olderThan) } catch { throw ValidationError("--older-than: \(error)") }
    }

    func run() async throws {
        Signals.cancelTheCommand()
        let output = Output(format)
        let (cache, report) = try await cacheOption.scan()
        let age = Duration.seconds(try Quantity.seconds(olderThan))
        guard let report else {
            return try await CacheRemoval().carryOut(
                in: cache, confirmOptions, output, ifEmpty: "There is no cache yet.")
        }
        try await report.pruning(partialsOlderThan: age).carryOut(in: cache, confirmOptions, output)
    }
}
