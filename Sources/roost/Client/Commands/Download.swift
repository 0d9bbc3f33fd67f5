import ArgumentParser
import HubAPI
import HubClient

struct Download: HubCommand {
    static let configuration = CommandConfiguration(
        abstract: "Download a file, some files or all files of a repo.",
        discussion: """
            Prints where the file or the folder lies. Files are verified, and what lies here already isn't fetched \
            again; a download that was interrupted goes on where it stopped.

            Examples:
              roost download google-bert/bert-base-uncased
              roost download google-bert/bert-base-uncased config.json
              roost download google-bert/bert-base-uncased --include "*.safetensors" --local-dir bert
              roost download hf://datasets/rajpurkar/squad@main/plain_text/
            """)

    @Argument(help: "The repo: org/name, or a URI such as hf://datasets/org/name@revision/path.")
    var repoID: String

    @Argument(help: "Files of the repo; folders, if they end with a slash.")
    var filenames: [String] = []

    @OptionGroup var typeOption: TypeOption

    @Option(help: "A branch, a tag, a ref such as refs/pr/1, or a commit. (default: main)")
    var revision: String?

    @Option(help: "Only files that match this pattern, such as \"*.json\". Repeat it for more.")
    var include: [String] = []

    @Option(help: "No files that match this pattern. Repeat it for more.")
    var exclude: [String] = []

    @Option(help: "The cache to download to. (default: HF_HUB_CACHE)", completion: .directory)
    var cacheDir: String?

    @Option(help: "A folder to put the files into, instead of the cache.", completion: .directory)
    var localDir: String?

    @Flag(inversion: .prefixedNo, help: "Fetch also what lies here already.")
    var forceDownload = false

    @Flag(inversion: .prefixedNo, help: "Say what would be downloaded, and download nothing.")
    var dryRun = false

    @Option(help: "How many files at once.")
    var maxWorkers = 8

    @OptionGroup var hubOptions: HubOptions
    @OptionGroup var progress: ProgressOptions
    @OptionGroup var format: FormatOptions

    func validate() throws {
        guard cacheDir == nil || localDir == nil else {
            throw ValidationError("--cache-dir and --local-dir exclude each other.")
        }
        guard maxWorkers > 0 else { throw ValidationError("--max-workers must be 1 or more.") }
    }

    func configure(_ configuration: inout HubConfiguration) {
        if let cacheDir { configuration.cacheDirectory = cacheDir }
    }

    func run(_ hub: Hub, _ output: Output) async throws {
        let target = try RepoTarget(repoID, type: typeOption.type, revision: revision, on: hub)
        if target.path != nil, !filenames.isEmpty {
            throw HubError(
                .invalidInput, "\(repoID) names a path, and so do the further arguments",
                suggestion: "Give the repo alone, or the path in one of the two places.")
        }
        let selection = try DownloadSelection(
            filenames: target.path.map { [$0] } ?? filenames, include: include, exclude: exclude)
        if selection.ignoresPatterns { output.warn("--include and --exclude do nothing beside names of files.") }
        try await run(target.type.kind, hub, target, selection, output)
    }

    private func run<Kind: RepoKind>(
        _ kind: Kind.Type, _ hub: Hub, _ target: RepoTarget, _ selection: DownloadSelection, _ output: Output
    ) async throws {
        let job = DownloadJob(
            repo: Repo<Kind>(hub: hub, id: target.id), revision: target.revisionOrMain, selection: selection,
            destination: localDir.map(DownloadDestination.directory) ?? .cache,
            policy: DownloadPolicy(concurrency: maxWorkers, force: forceDownload))
        if dryRun {
            try await job.plan(output)
        } else {
            try await job.run(output, progress.display(output))
        }
    }
}
