import HubAPI
import HubClient

/// The files and folders of a revision, as `ls` prints them.
struct FileListing {
    var recursive: Bool
    var asTree: Bool
    var humanReadable: Bool
    /// Which commit changed a file last takes hubs long to say.
    var needsDates: Bool

    func run<Kind: RepoKind>(_ repo: Repo<Kind>, _ target: RepoTarget, _ output: Output) async throws {
        let list = repo.tree(
            target.path ?? "", recursive: recursive, expand: needsDates, revision: target.revisionOrMain)
        if output.format == .quiet, !asTree {
            for try await entry in list { output.line(Self.shown(entry)) }
            return
        }
        let entries = try await list.collect()
        if asTree {
            let width = FileTree.sizeWidth(entries, sizeText)
            let showsSizes = output.format != .quiet
            let tree = FileTree(entries, size: showsSizes ? { sizeText($0) } : nil)
            for line in tree.lines(width) { output.line(line) }
        } else if output.isForPeople {
            try print(entries, output)
        } else {
            output.table(Self.columns, entries.map(Self.json))
        }
        if output.isForPeople, !recursive, entries.contains(where: { $0.folder != nil }) {
            output.note("With -R it lists what is in the folders, too.")
        }
    }

    private static let columns = [
        Column("path"), Column("type"), Column("size", .number), Column("blob_id"), Column("xet_hash"),
    ]

    /// Sizes, times, paths; no titles, as of `ls`.
    private func print(_ entries: [TreeEntry], _ output: Output) throws {
        if entries.isEmpty { return output.note("No files.") }
        let sizes = entries.map { $0.file.map { sizeText($0.size) } ?? "" }
        let width = max(8, sizes.map(\.count).max() ?? 0)
        for (entry, size) in zip(entries, sizes) {
            let time = entry.lastCommit?.date.map { Column("", .time).cell(.string($0.iso8601)) } ?? ""
            output.line(
                "\(DisplayText.padded(size, to: width, right: true))  \(DisplayText.padded(time, to: 16))  "
                    + Self.shown(entry))
        }
    }

    private func sizeText(_ size: Int64) -> String { humanReadable ? Terminal.bytes(size) : String(size) }

    private static func shown(_ entry: TreeEntry) -> String {
        DisplayText.safe(entry.path) + (entry.folder == nil ? "" : "/")
    }

    static func json(_ entry: TreeEntry) -> JSONValue {
        let lastCommit: JSONValue =
            entry.lastCommit.map { commit in
                [
                    "oid": .string(commit.id), "title": commit.title.map(JSONValue.string) ?? .null,
                    "date": commit.date.map { .string($0.iso8601) } ?? .null,
                ]
            } ?? .null
        switch entry {
        case .folder(let folder):
            return [
                "path": .string(folder.path), "type": "folder",
                "tree_id": folder.oid.map(JSONValue.string) ?? .null, "last_commit": lastCommit,
            ]
        case .file(let file):
            let lfs: JSONValue =
                file.lfs.map { lfs in
                    [
                        "sha256": .string(lfs.sha256), "size": lfs.size.map(JSONValue.integer) ?? .null,
                        "pointer_size": lfs.pointerSize.map(JSONValue.integer) ?? .null,
                    ]
                } ?? .null
            return [
                "path": .string(file.path), "type": "file", "size": .integer(file.size),
                "blob_id": file.oid.map(JSONValue.string) ?? .null, "lfs": lfs,
                "xet_hash": file.xetHash.map(JSONValue.string) ?? .null, "last_commit": lastCommit,
            ]
        }
    }
}
