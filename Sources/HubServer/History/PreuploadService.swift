import GitObjects
import HTTPTypes
import HubAPI
import HubStorage

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Tells a client, before it uploads, which files go into the commit itself and which are large files, which it
/// should leave out, and what the repo holds already.
struct PreuploadService: Sendable {
    private static let maximumFiles = 1000
    /// Files that look binary are large files from this size on, even without a rule that says so.
    private static let binaryLimit: Int64 = 1 << 20

    let database: any Database
    let caches: HistoryCaches
    let maximumFile: Int64

    /// The branch's present state, and the rules that hold in it.
    struct Snapshot: Sendable {
        let repo: Repo
        let commit: CommitRecord
        let attributes: [UInt8]?
        let ignore: [UInt8]?
    }

    struct Answer: Sendable {
        let path: String
        let isLarge: Bool
        let ignored: Bool
        /// The git id of what is at the path, or its SHA-256 for a large file.
        let oid: String?

        var json: JSONValue {
            var members = [
                JSONMember("path", .string(path)), JSONMember("uploadMode", isLarge ? "lfs" : "regular"),
                JSONMember("shouldIgnore", .bool(ignored)),
            ]
            if let oid { members.append(JSONMember("oid", .string(oid))) }
            return .object(members)
        }
    }

    func snapshot(_ reference: RepoReference, revision: String, caller: Caller) async throws -> Snapshot {
        let caches = caches
        return try await database.read { db in
            let repo = try RepoLookup.require(.write, reference, caller, db)
            let reader = HistoryReader(db, repoID: repo.id, caches: caches)
            let commit = try reader.commit(atRevision: revision)
            func text(_ name: String) throws -> [UInt8]? {
                guard let entry = try reader.listing(commit.tree).entry(named: name), !entry.isFolder else {
                    return nil
                }
                return try reader.inlineBlob(entry.tree.id)
            }
            return Snapshot(
                repo: repo, commit: commit, attributes: try text(".gitattributes"), ignore: try text(".gitignore"))
        }
    }

    func decide(_ request: PreuploadRequest, _ snapshot: Snapshot) async throws -> [Answer] {
        guard request.files.count <= Self.maximumFiles else {
            throw HubFailure(
                .contentTooLarge, .payloadTooLarge, "At most \(Self.maximumFiles) files can be asked for at once")
        }
        let attributes = GitAttributes([
            ("", request.gitAttributes.map { .init(parsing: $0) } ?? .init(parsing: snapshot.attributes ?? []))
        ])
        let ignore = GitIgnore([
            ("", request.gitIgnore.map { .init(parsing: $0) } ?? .init(parsing: snapshot.ignore ?? []))
        ])
        let paths = try request.files.map { try FilePath($0.path) }
        let present = try await present(paths, snapshot)
        return try zip(request.files, paths).map { file, path in
            guard file.size >= 0 else { throw HubFailure.badRequest("\(path): the size must not be negative") }
            return Answer(
                path: file.path,
                isLarge: file.size > 0 && isLarge(file, attributes),
                ignored: ignore.isIgnored(path.value, isDirectory: false),
                oid: present[path])
        }
    }

    private func isLarge(_ file: PreuploadRequest.File, _ attributes: GitAttributes) -> Bool {
        if attributes.value(of: "filter", for: file.path) == .value("lfs") { return true }
        if file.size > maximumFile { return true }
        guard file.size > Self.binaryLimit, let sample = file.sample.flatMap({ Data(base64Encoded: $0) }) else {
            return false
        }
        return sample.contains(0)
    }

    private func present(_ paths: [FilePath], _ snapshot: Snapshot) async throws -> [FilePath: String] {
        let caches = caches
        return try await database.read { db in
            let reader = HistoryReader(db, repoID: snapshot.repo.id, caches: caches)
            var found: [FilePath: String] = [:]
            for path in paths {
                guard let entry = try reader.entry(path, in: snapshot.commit.tree), !entry.isFolder else { continue }
                found[path] = entry.detail.large.map { LFSDigest.hex($0.sha256) } ?? entry.tree.id.hex
            }
            return found
        }
    }
}
