import ArgumentParser
import HubAPI
import HubClient

struct CacheVerify: HubCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Compare files of the cache, or of a folder, with what the hub says they are.",
        discussion: """
            Every file is hashed. Files that differ end it with exit code 6.

            Examples:
              roost cache verify google-bert/bert-base-uncased
              roost cache verify google-bert/bert-base-uncased --local-dir bert --fail-on-missing-files
            """)

    @Argument(help: "The repo, or an hf:// URI.")
    var repoID: String

    @OptionGroup var typeOption: TypeOption

    @Option(help: "A branch, a tag, a ref or a commit. (default: main)")
    var revision: String?

    @Option(help: "The cache's folder. (default: HF_HUB_CACHE)", completion: .directory)
    var cacheDir: String?

    @Option(help: "A folder that was downloaded to, instead of the cache.", completion: .directory)
    var localDir: String?

    @Flag(help: "Files that the repo has and that are not here are an error.")
    var failOnMissingFiles = false

    @Flag(help: "Files that are here and that the repo doesn't have are an error.")
    var failOnExtraFiles = false

    @OptionGroup var hubOptions: HubOptions
    @OptionGroup var format: FormatOptions

    func validate() throws {
        guard cacheDir == nil || localDir == nil else {
            throw ValidationError("--cache-dir and --local-dir exclude each other.")
        }
    }

    func configure(_ configuration: inout HubConfiguration) {
        if let cacheDir { configuration.cacheDirectory = cacheDir }
    }

    func run(_ hub: Hub, _ output: Output) async throws {
        let target = try RepoTarget(repoID, type: typeOption.type, revision: revision, on: hub).withoutPath()
        try await run(target.type.kind, hub, target, output)
    }

    private func run<Kind: RepoKind>(
        _ kind: Kind.Type, _ hub: Hub, _ target: RepoTarget, _ output: Output
    ) async throws {
        let repo = Repo<Kind>(hub: hub, id: target.id)
        let reference = RepoReference(type: target.type, id: target.id)
        let commit: String
        let found: CacheVerification
        if let localDir {
            commit = try await repo.commit(of: target.revisionOrMain)
            found = try await HubCache.verify(localDir, against: try await Self.tree(of: repo, commit))
        } else {
            commit = try Self.cachedCommit(hub.cache, reference, target.revisionOrMain)
            found = try await hub.cache.verify(
                reference, commit: commit, against: try await Self.tree(of: repo, commit))
        }
        let isWrong =
            !found.mismatches.isEmpty || (failOnMissingFiles && !found.missing.isEmpty)
            || (failOnExtraFiles && !found.extra.isEmpty)
        report(found, reference, commit, isRight: !isWrong, output)
        if isWrong { throw ExitCode(ExitClass.integrity.rawValue) }
    }

    /// The commit that a revision was when it was cached: a branch that moved since has other files.
    private static func cachedCommit(
        _ cache: HubCache, _ repo: RepoReference, _ revision: Revision
    ) throws(HubError) -> String {
        if let commit = cache.commit(of: repo, revision: revision) { return commit }
        throw HubError(
            .notCached, "the cache has no revision \(revision) of \(repo)",
            suggestion: "See what it has with: roost cache ls --revisions")
    }

    private static func tree<Kind: RepoKind>(
        of repo: Repo<Kind>, _ commit: String
    ) async throws(HubError) -> CachedTree {
        var files: [String: CachedTree.Entry] = [:]
        for try await entry in repo.tree(recursive: true, revision: Revision(commit)) {
            guard let file = entry.file else { continue }
            files[file.path] = CachedTree.Entry(
                size: file.size, blobID: file.oid ?? "", sha256: file.lfs?.sha256, lfsSize: file.lfs?.size,
                xetHash: file.xetHash)
        }
        return CachedTree(files: files)
    }

    private func report(
        _ found: CacheVerification, _ repo: RepoReference, _ commit: String, isRight: Bool, _ output: Output
    ) {
        let mismatches = found.mismatches.map { file -> JSONValue in
            [
                "path": .string(file.file), "algorithm": .string(file.algorithm.rawValue),
                "expected": .string(file.expected), "actual": .string(file.actual),
            ]
        }
        var lines = found.mismatches.map {
            "\($0.file): is \($0.actual), should be \($0.expected) (\($0.algorithm.rawValue))"
        }
        if failOnMissingFiles { lines += found.missing.map { "\($0): is missing" } }
        if failOnExtraFiles { lines += found.extra.map { "\($0): is not in the repo" } }
        if isRight { lines.append("\(found.checked) files of \(repo) are as they should be.") }
        output.result(
            [
                "ok": .bool(isRight), "repo_id": .string("\(repo.id)"), "repo_type": .string(repo.type.rawValue),
                "commit": .string(commit), "path": .string(found.path), "checked": .integer(Int64(found.checked)),
                "mismatches": .array(mismatches), "missing": .array(found.missing.map(JSONValue.string)),
                "extra": .array(found.extra.map(JSONValue.string)),
            ], id: "path", forPeople: lines.map(DisplayText.safe))
        if !failOnMissingFiles, !found.missing.isEmpty { output.note("\(found.missing.count) files are not here.") }
        if !failOnExtraFiles, !found.extra.isEmpty {
            output.note("\(found.extra.count) files here are not in the repo.")
        }
    }
}
