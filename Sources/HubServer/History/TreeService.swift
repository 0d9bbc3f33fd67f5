import GitObjects
import HubAPI
import HubStorage
import NIOCore
import Xet

/// Listings of folders and single paths, as JSON: written by hand, because they are long and asked for often.
struct TreeService: Sendable {
    /// Entries in a page; fewer when each entry's last commit is asked for.
    static let pageLimit = 1000
    static let expandedPageLimit = 100

    let database: any Database
    let caches: HistoryCaches

    struct Request: Sendable {
        var reference: RepoReference
        var revision: String
        var path: FilePath?
        var recursive = false
        var expand = false
        var limit: Int
        var cursor: String?
    }

    struct Page: Sendable {
        let json: ByteBuffer
        let next: String?
        let commit: ObjectID
    }

    func require(_ need: RepoLookup.Need, _ reference: RepoReference, _ caller: Caller) async throws {
        _ = try await database.read { db in try RepoLookup.require(need, reference, caller, db) }
    }

    func page(_ request: Request, caller: Caller) async throws -> Page {
        let caches = caches
        return try await database.read { db in
            let repo = try RepoLookup.require(.read, request.reference, caller, db)
            let reader = HistoryReader(db, repoID: repo.id, caches: caches)
            let commit = try reader.commit(atRevision: request.revision)
            let folder = try reader.folder(request.path, of: commit, revision: request.revision)
            var walk = TreeWalk(reader: reader, recursive: request.recursive, limit: request.limit)
            let next = try walk.page(
                folder, prefix: request.path.map { $0.value + "/" } ?? "", after: request.cursor)
            let json = try Self.write(walk.items, expand: request.expand, commit, reader)
            return Page(json: json, next: next, commit: commit.id)
        }
    }

    /// What is at each of the paths; those where nothing is are left out.
    func paths(
        _ reference: RepoReference, revision: String, _ paths: [String], expand: Bool, caller: Caller
    ) async throws -> ByteBuffer {
        let caches = caches
        return try await database.read { db in
            let repo = try RepoLookup.require(.read, reference, caller, db)
            let reader = HistoryReader(db, repoID: repo.id, caches: caches)
            let commit = try reader.commit(atRevision: revision)
            let items = try paths.compactMap { text -> TreeWalk.Item? in
                let trimmed = text.hasSuffix("/") ? String(text.dropLast()) : text
                guard let path = try? FilePath(trimmed), let entry = try reader.entry(path, in: commit.tree) else {
                    return nil
                }
                return TreeWalk.Item(path: path.value, entry: entry)
            }
            return try Self.write(items, expand: expand, commit, reader)
        }
    }

    private static func write(
        _ items: [TreeWalk.Item], expand: Bool, _ commit: CommitRecord, _ reader: HistoryReader
    ) throws -> ByteBuffer {
        let last = expand ? try reader.lastCommits(items.map(\.path), from: commit) : [:]
        let large = try LFSStore(reader.store.db).places(
            reader.store.repoID, items.compactMap { $0.entry.detail.large?.sha256 })
        var bytes: [UInt8] = []
        bytes.reserveCapacity(items.count * 160 + 2)
        bytes.append(UInt8(ascii: "["))
        for item in items {
            if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
            let xet = item.entry.detail.large.flatMap { large[$0.sha256]?.xetHash }
            write(item, xet, expand ? last[PathBytes(item.path)] : nil, expand: expand, into: &bytes)
        }
        bytes.append(UInt8(ascii: "]"))
        return ByteBuffer(bytes: bytes)
    }

    private static func write(
        _ item: TreeWalk.Item, _ xet: XetHash?, _ last: CommitRecord?, expand: Bool, into bytes: inout [UInt8]
    ) {
        let entry = item.entry
        bytes.append(contentsOf: "{\"type\":\"\(entry.isFolder ? "directory" : "file")\",\"oid\":\"".utf8)
        bytes.append(contentsOf: entry.tree.id.hex.utf8)
        bytes.append(contentsOf: "\",\"size\":\(entry.isFolder ? 0 : entry.contentSize),\"path\":".utf8)
        JSONValue.write(string: item.path, into: &bytes)
        if let large = entry.detail.large {
            bytes.append(contentsOf: ",\"lfs\":{\"oid\":\"\(LFSDigest.hex(large.sha256))\"".utf8)
            bytes.append(contentsOf: ",\"size\":\(large.size),\"pointerSize\":\(entry.detail.size)}".utf8)
        }
        // With this and the rest, clients needn't ask for each file's metadata.
        if let xet { bytes.append(contentsOf: ",\"xetHash\":\"\(xet)\"".utf8) }
        if let last {
            bytes.append(contentsOf: ",\"lastCommit\":".utf8)
            JSONValue.object([
                JSONMember("id", .string(last.id.hex)), JSONMember("title", .string(last.title)),
                JSONMember("date", .string(last.committedAt.iso8601)),
            ]).write(into: &bytes)
        }
        if expand, !entry.isFolder {
            // Nothing scans files here; the Hub's own word for that is `unscanned`.
            bytes.append(
                contentsOf:
                    ",\"securityFileStatus\":{\"status\":\"unscanned\",\"avScan\":null,\"pickleImportScan\":null}"
                    .utf8)
        }
        bytes.append(UInt8(ascii: "}"))
    }
}
