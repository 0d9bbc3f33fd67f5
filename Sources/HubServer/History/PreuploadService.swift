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

    /// The branch's present state.
    struct Snapshot: Sendable {
        let repo: Repo
        let commit: CommitRecord
    }

    /// What the branch says of the paths that are asked for.
    private struct Findings: Sendable {
        var present: [FilePath: String] = [:]
        /// The rule files of the root and of every folder above a path.
        var attributes: [(directory: String, file: GitAttributes.File)] = []
        var ignore: [(directory: String, file: GitIgnore.File)] = []
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
            return Snapshot(repo: repo, commit: try reader.commit(atRevision: revision))
        }
    }

    func decide(_ request: PreuploadRequest, _ snapshot: Snapshot) async throws -> [Answer] {
        guard request.files.count <= Self.maximumFiles else {
            throw HubFailure(
                .contentTooLarge, .payloadTooLarge, "At most \(Self.maximumFiles) files can be asked for at once")
        }
        let paths = try request.files.map { try FilePath($0.path) }
        var findings = try await find(paths, snapshot)
        if let text = request.gitAttributes {
            findings.attributes.removeAll { $0.directory.isEmpty }
            findings.attributes.append(("", .init(parsing: text)))
        }
        if let text = request.gitIgnore {
            findings.ignore.removeAll { $0.directory.isEmpty }
            findings.ignore.append(("", .init(parsing: text)))
        }
        let attributes = GitAttributes(findings.attributes)
        let ignore = GitIgnore(findings.ignore)
        return try zip(request.files, paths).map { file, path in
            guard file.size >= 0 else { throw HubFailure.badRequest("\(path): the size must not be negative") }
            return Answer(
                path: file.path,
                isLarge: file.size > 0 && isLarge(file, attributes),
                ignored: ignore.isIgnored(path.value, isDirectory: false),
                oid: findings.present[path])
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

    private func find(_ paths: [FilePath], _ snapshot: Snapshot) async throws -> Findings {
        let caches = caches
        return try await database.read { db in
            let reader = HistoryReader(db, repoID: snapshot.repo.id, caches: caches)
            var findings = Findings()
            var folders: Set<PathBytes> = [PathBytes("")]
            for path in paths {
                for length in 1..<max(path.segments.count, 1) {
                    folders.insert(PathBytes(path.segments.prefix(length).joined(separator: "/")))
                }
                guard let entry = try reader.entry(path, in: snapshot.commit.tree), !entry.isFolder else { continue }
                findings.present[path] = entry.detail.large.map { LFSDigest.hex($0.sha256) } ?? entry.tree.id.hex
            }
            func text(_ name: String, in folder: String) throws -> [UInt8]? {
                let path = try FilePath(folder.isEmpty ? name : folder + "/" + name)
                guard let entry = try reader.entry(path, in: snapshot.commit.tree), !entry.isFolder else { return nil }
                return try reader.inlineBlob(entry.tree.id)
            }
            for folder in folders.map(\.text) {
                if let rules = try text(".gitattributes", in: folder) {
                    findings.attributes.append((folder, .init(parsing: rules)))
                }
                if let rules = try text(".gitignore", in: folder) {
                    findings.ignore.append((folder, .init(parsing: rules)))
                }
            }
            return findings
        }
    }
}
