import HubAPI

/// Asks a hub which commit a revision is, and which files a commit has.
struct CommitListing {
    let hub: Hub
    let repo: RepoReference

    /// More files than any repo has; a hub that lists more means no good.
    static let maximumCount = 10_000_000

    func commit(of revision: Revision, repeats: HubCall.Repeats = .always) async throws(HubError) -> String {
        if revision.isCommit { return revision.name }
        // Without `expand` the answer names all files; that of a large repo is megabytes long.
        var call = HubCall.get(
            repo.api("revision", revision), [("expand", "sha")], about: repo.subject(revision))
        call.repeats = repeats
        call.isDownload = true
        call.headTimeout = hub.configuration.metadataTimeout
        let answer = try await hub.session.answer(call)
        guard let commit = try answer.json().text("sha"), Revision(commit).isCommit else {
            throw answer.misunderstood("it has no “sha” of 40 hex digits")
        }
        return commit
    }

    /// All files with what identifies their content, over all pages.
    func files(of commit: String) async throws(HubError) -> CachedTree {
        var call = HubCall.get(
            repo.api("tree", Revision(commit)), [("recursive", "true"), ("expand", "false")],
            about: repo.subject(Revision(commit)))
        call.isDownload = true
        var tree = CachedTree(files: [:])
        let entries: HubList<TreeEntry> = hub.session.list(call)
        for try await page in entries.pages {
            for case .file(let file) in page {
                tree.files[file.path] = CachedTree.Entry(
                    size: file.size, blobID: file.oid ?? "", sha256: file.lfs?.sha256, lfsSize: file.lfs?.size,
                    xetHash: file.xetHash)
            }
            guard tree.files.count <= Self.maximumCount else {
                throw HubError(.decoding, "The hub lists more than \(Self.maximumCount) files: \(repo.subject())")
            }
        }
        return tree
    }
}
