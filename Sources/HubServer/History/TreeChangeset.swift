import GitObjects
import HubAPI
import HubStorage

/// Builds a repo's next tree from its present one: files set and removed, then the trees that changed, each with
/// its listing.
struct TreeChangeset {
    /// Details of blobs by id: those of the trees that were opened, and those the commit brings.
    private final class Known {
        var details: [ObjectID: TreeListing.Detail] = [:]
    }

    private let reader: HistoryReader
    private let known = Known()
    private var editor: TreeEditor

    init(base: ObjectID?, reader: HistoryReader) throws {
        let known = known
        self.reader = reader
        self.editor = try TreeEditor(root: base) { id in
            let listing = try reader.listing(id)
            for (entry, detail) in zip(listing.tree.entries, listing.details) { known.details[entry.id] = detail }
            return listing.tree
        }
    }

    mutating func set(_ path: FilePath, _ id: ObjectID, _ detail: TreeListing.Detail, mode: FileMode? = nil) throws {
        try checkRoom(path)
        let present = try editor.entry(at: path.value)?.mode
        known.details[id] = detail
        let kept: FileMode = present == .executable ? .executable : .regular
        try editor.set(path.value, mode: mode ?? kept, id: id)
    }

    /// A file never takes the place of a folder, nor a folder that of a file: whoever wants that deletes first.
    ///
    /// - Throws: ``HubFailure`` 400.
    private mutating func checkRoom(_ path: FilePath) throws {
        if try editor.entry(at: path.value)?.mode == .directory {
            throw HubFailure.badRequest("\(path) is a folder: delete it before you put a file there")
        }
        let segments = path.segments
        for length in 1..<max(segments.count, 1) {
            let folder = segments.prefix(length).joined(separator: "/")
            guard let entry = try editor.entry(at: folder) else { return }
            if entry.mode != .directory {
                throw HubFailure.badRequest("\(path) can't be stored: \(folder) is a file; delete it first")
            }
        }
    }

    /// The entry at a path as it is with the changes made so far.
    mutating func entry(_ path: FilePath) throws -> TreeListing.Entry? {
        try editor.entry(at: path.value).map {
            TreeListing.Entry(tree: $0, detail: known.details[$0.id] ?? .folder)
        }
    }

    mutating func removeFile(_ path: FilePath) throws -> Bool {
        guard let entry = try editor.entry(at: path.value), entry.mode != .directory else { return false }
        return try editor.remove(path.value)
    }

    mutating func removeFolder(_ path: FilePath) throws -> Bool { try editor.removeDirectory(path.value) }

    /// The new root and the trees to store for it.
    mutating func finish() throws -> (root: ObjectID, trees: [HistoryStore.NewObject]) {
        let (root, trees) = try editor.write()
        return (
            root,
            try trees.map { id, bytes in
                let tree = try Tree(parsing: bytes)
                let listing = TreeListing(tree: tree, details: try tree.entries.map(detail))
                return HistoryStore.NewObject(
                    id: id, kind: .tree, size: Int64(bytes.count), data: bytes,
                    listing: listing.encodedDetails())
            }
        )
    }

    private func detail(of entry: TreeEntry) throws -> TreeListing.Detail {
        if entry.mode == .directory || entry.mode == .submodule { return .folder }
        guard let detail = known.details[entry.id] else {
            throw DatabaseError(.unexpectedValue, "nothing is known of \(entry.name) (\(entry.id))")
        }
        return detail
    }
}
