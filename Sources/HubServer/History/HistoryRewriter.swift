import GitObjects
import HTTPTypes
import HubAPI
import HubStorage

/// Writes a repo's history anew without certain large files: every commit that had one, and all that follow it,
/// get new ids, and branches and tags move along.
struct HistoryRewriter {
    /// A history longer than this is not rewritten in one transaction.
    private static let maximumCommits = 100_000

    let db: any SQLConnection
    let repo: Repo
    let reader: HistoryReader

    /// - Parameter contents: SHA-256 hashes of what goes.
    func removeLargeFiles(_ contents: Set<[UInt8]>) throws {
        guard !contents.isEmpty else { return }
        var rewritten: [ObjectID: CommitRecord] = [:]
        var clean: Set<ObjectID> = []
        for (name, id) in try reader.store.refs() {
            guard let tip = try reader.commit(peeling: id) else { continue }
            let new = try rewrite(tip, without: contents, &rewritten, &clean)
            guard new.id != tip.id else { continue }
            // An annotated tag of the old commit would keep it alive; the name now leads to the commit itself.
            guard try reader.store.moveRef(name, from: id, to: new.id, at: .now) else {
                throw HubFailure(.conflict, .conflict, "\(name) was updated meanwhile: try again")
            }
            if name == CommitService.mainBranch {
                try HeadDerivation(db: db, repo: repo, reader: reader).record(new)
            }
        }
    }

    /// Parents before children, on a stack of our own because histories are longer than call stacks are deep.
    private func rewrite(
        _ tip: CommitRecord, without contents: Set<[UInt8]>, _ done: inout [ObjectID: CommitRecord],
        _ clean: inout Set<ObjectID>
    ) throws -> CommitRecord {
        var stack = [tip]
        while let commit = stack.last {
            guard done.count <= Self.maximumCommits else {
                throw HubFailure(
                    .contentTooLarge, .payloadTooLarge,
                    "The history has over \(Self.maximumCommits) commits: squash it before removing files from it")
            }
            if done[commit.id] != nil {
                stack.removeLast()
                continue
            }
            let waiting = try commit.parents.filter { done[$0] == nil }.compactMap { try reader.commit($0) }
            if waiting.isEmpty {
                done[commit.id] = try rewriteOne(commit, without: contents, done, &clean)
                stack.removeLast()
            } else {
                stack += waiting
            }
        }
        return done[tip.id] ?? tip
    }

    private func rewriteOne(
        _ commit: CommitRecord, without contents: Set<[UInt8]>, _ done: [ObjectID: CommitRecord],
        _ clean: inout Set<ObjectID>
    ) throws -> CommitRecord {
        let parents = commit.parents.compactMap { done[$0] }
        let dropped = try files(of: contents, in: commit.tree, "", &clean)
        if dropped.isEmpty, parents.map(\.id) == commit.parents { return commit }
        var tree = try TreeChangeset(base: commit.tree, reader: reader)
        for path in dropped { _ = try tree.removeFile(try FilePath(path)) }
        let (root, trees) = try tree.finish()
        return try CommitWriter(reader: reader).rewrite(commit, tree: root, parents: parents, objects: trees)
    }

    /// The paths of these contents. Trees without any are remembered: most of a history is the same few trees.
    private func files(
        of contents: Set<[UInt8]>, in tree: ObjectID, _ prefix: String, _ clean: inout Set<ObjectID>
    ) throws -> [String] {
        guard !clean.contains(tree) else { return [] }
        var found: [String] = []
        for entry in try reader.listing(tree).entries {
            let path = prefix + entry.tree.name
            if entry.isFolder {
                found += try files(of: contents, in: entry.tree.id, path + "/", &clean)
            } else if let large = entry.detail.large, contents.contains(large.sha256) {
                found.append(path)
            }
        }
        if found.isEmpty { clean.insert(tree) }
        return found
    }
}
