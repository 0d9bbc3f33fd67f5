import HubAPI
import HubClient

/// One download, or the plan of one, from the question to the printed answer.
struct DownloadJob<Kind: RepoKind> {
    let repo: Repo<Kind>
    let revision: Revision
    let selection: DownloadSelection
    let destination: DownloadDestination
    let policy: DownloadPolicy

    func run(_ output: Output, _ display: any ProgressDisplay) async throws(HubError) {
        let path: String
        let commit: String?
        let files: [DownloadedFile]
        do {
            switch selection {
            case .file(let name):
                let file = try await repo.download(
                    name, revision: revision, into: destination, policy: policy, onEvent: { display.show($0) })
                (path, commit, files) = (file.path, file.commit, [file])
            case .files(let allow, let ignore, _, _):
                let snapshot = try await repo.snapshot(
                    revision: revision, allow: allow, ignore: ignore, into: destination, policy: policy,
                    onEvent: { display.show($0) })
                (path, commit, files) = (snapshot.path, snapshot.commit, snapshot.files)
            }
        } catch {
            display.end()
            throw error
        }
        display.end()
        try checkNamed(files.map(\.file))
        if files.isEmpty { output.warn("No file of \(repo.type.rawValue) \(repo.id) matches.") }
        output.result(json(path, commit, files), id: "path", forPeople: [path])
        output.note(Self.summary(files))
    }

    func plan(_ output: Output) async throws(HubError) {
        let files: [PlannedFile]
        switch selection {
        case .file(let name):
            files = [try await repo.plan(name, revision: revision, into: destination, policy: policy)]
        case .files(let allow, let ignore, _, _):
            files = try await repo.plan(
                revision: revision, allow: allow, ignore: ignore, into: destination, policy: policy)
        }
        try checkNamed(files.map(\.file))
        let rows = files.sorted { $0.file < $1.file }.map { file -> JSONValue in
            [
                "file": .string(file.file), "size": file.size.map(JSONValue.integer) ?? .null,
                "cached": .bool(file.isCached), "will_download": .bool(file.willDownload),
                "path": .string(file.path), "commit": .string(file.commit),
            ]
        }
        output.table([Column("file"), Column("size", .bytes), Column("will_download", .flag)], rows)
        let wanted = files.filter(\.willDownload)
        let size = wanted.reduce(0) { $0 + ($1.size ?? 0) }
        let atLeast = wanted.contains { $0.size == nil } ? "at least " : ""
        output.note("Would download \(wanted.count) of \(files.count) files, \(atLeast)\(Terminal.bytes(size)).")
    }

    /// Files that were named one by one must be there; `hf` passes over those that aren't.
    private func checkNamed(_ found: [String]) throws(HubError) {
        guard case .files(_, _, let named, _) = selection else { return }
        let found = Set(found)
        let missing = named.filter { !found.contains($0) }
        guard let first = missing.first else { return }
        let others = missing.count > 1 ? " and \(missing.count - 1) others" : ""
        throw HubError(
            .entryNotFound, "\(repo.type.rawValue) \(repo.id), revision \(revision), has no file \(first)\(others)",
            suggestion: "List its files with: roost \(repo.type.plural) ls \(repo.id) -R")
    }

    private func json(_ path: String, _ commit: String?, _ files: [DownloadedFile]) -> JSONValue {
        [
            "path": .string(path), "repo_id": .string("\(repo.id)"), "repo_type": .string(repo.type.rawValue),
            "revision": .string(revision.name), "commit": commit.map(JSONValue.string) ?? .null,
            "files": .array(files.map(\.json)),
        ]
    }

    private static func summary(_ files: [DownloadedFile]) -> String {
        let fetched = files.filter { $0.source != .cache }
        guard !fetched.isEmpty else { return "All \(files.count) files were here already." }
        let size = Terminal.bytes(fetched.reduce(0) { $0 + $1.size })
        let present = files.count - fetched.count
        let files = fetched.count == 1 ? "1 file" : "\(fetched.count) files"
        return "Downloaded \(files), \(size)\(present > 0 ? "; \(present) were here already" : "")."
    }
}
