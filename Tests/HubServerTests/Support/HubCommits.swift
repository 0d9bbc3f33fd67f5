import Crypto
import Foundation
import HubAPI
import Testing

@testable import HubServer

/// One line of a commit.
enum Change: Sendable {
    case put(String, String)
    case bytes(String, [UInt8])
    case large(String, oid: String, size: Int64? = nil)
    case delete(String)
    case deleteFolder(String)
    case copy(String, from: String, revision: String? = nil)

    var line: JSONValue {
        switch self {
        case .put(let path, let text): Change.bytes(path, Array(text.utf8)).line
        case .bytes(let path, let bytes):
            [
                "key": "file",
                "value": [
                    "path": .string(path), "encoding": "base64",
                    "content": .string(Data(bytes).base64EncodedString()),
                ],
            ]
        case .large(let path, let oid, let size):
            [
                "key": "lfsFile",
                "value": [
                    "path": .string(path), "algo": "sha256", "oid": .string(oid),
                    "size": size.map(JSONValue.integer) ?? .null,
                ],
            ]
        case .delete(let path): ["key": "deletedFile", "value": ["path": .string(path)]]
        case .deleteFolder(let path): ["key": "deletedFolder", "value": ["path": .string(path)]]
        case .copy(let path, let source, let revision):
            [
                "key": "copyFile",
                "value": [
                    "path": .string(path), "srcPath": .string(source),
                    "srcRevision": revision.map(JSONValue.string) ?? .null,
                ],
            ]
        }
    }
}

extension TestHub {
    /// Makes a repo and returns its path below `/api/`.
    @discardableResult
    func makeRepo(
        _ id: String, type: RepoType = .model, as user: String = "ann", isPrivate: Bool = false
    ) async throws -> String {
        var body: [JSONMember] = [
            JSONMember("name", .string(id)), JSONMember("type", .string(type.rawValue)),
            JSONMember("visibility", isPrivate ? "private" : "public"),
        ]
        if type == .space { body.append(JSONMember("sdk", "static")) }
        try await post("/api/repos/create", .object(body), as: user).expect(200)
        return "\(type.plural)/\(id.contains("/") ? id : "\(user)/\(id)")"
    }

    /// Sends a commit.
    func tryCommit(
        _ repo: String, _ changes: [Change], to branch: String = "main", title: String = "change",
        message: String = "", parent: String? = nil, as user: String? = "ann"
    ) async throws -> HubReply {
        let header: JSONValue = [
            "key": "header",
            "value": [
                "summary": .string(title), "description": .string(message),
                "parentCommit": parent.map(JSONValue.string) ?? .null,
            ],
        ]
        let lines = [header] + changes.map(\.line)
        return try await send(
            .post, "/api/\(repo)/commit/\(PercentCoding.encode(segment: branch))", as: user,
            body: Array(lines.map { $0.utf8 + [UInt8(ascii: "\n")] }.joined()),
            headers: ["Content-Type": "application/x-ndjson"])
    }

    /// Commits and returns the commit's id.
    @discardableResult
    func commit(
        _ repo: String, _ changes: [Change], to branch: String = "main", title: String = "change",
        message: String = "", parent: String? = nil, as user: String = "ann"
    ) async throws -> String {
        let reply = try await tryCommit(
            repo, changes, to: branch, title: title, message: message, parent: parent, as: user
        ).expect(200)
        guard let id = reply.json["commitOid"]?.string, id.count == 40 else {
            throw TestFailure("a commit's answer has no id: \(reply.text)")
        }
        return id
    }

    /// Uploads a large file to the repo and returns its digest.
    func upload(_ bytes: [UInt8], to repo: String, as user: String = "ann") async throws -> String {
        let oid = SHA256.hash(data: bytes).map { String(UInt16($0) + 256, radix: 16).dropFirst() }.joined()
        let git = repo.hasPrefix("models/") ? String(repo.dropFirst("models/".count)) : repo
        let batch = try await post(
            "/\(git).git/info/lfs/objects/batch",
            [
                "operation": "upload", "transfers": ["basic"], "hash_algo": "sha256",
                "objects": [["oid": .string(oid), "size": .integer(Int64(bytes.count))]],
            ], as: user
        ).expect(200)
        if let href = batch.json["objects"]?.array?.first?["actions"]?["upload"]?["href"]?.string {
            try await send(.put, href, body: bytes).expect(200)
        }
        return oid
    }

    /// The paths of all files of a revision with their git ids.
    func files(_ repo: String, at revision: String = "main", as user: String? = nil) async throws -> [String: String] {
        let revision = PercentCoding.encode(segment: revision)
        let items = try await items("/api/\(repo)/tree/\(revision)?recursive=true", as: user)
        return items.reduce(into: [:]) { files, item in
            guard item["type"] == "file", let path = item["path"]?.string else { return }
            files[path] = item["oid"]?.string
        }
    }

    /// The commit a revision leads to.
    func head(_ repo: String, _ revision: String = "main", as user: String? = nil) async throws -> String {
        let revision = PercentCoding.encode(segment: revision)
        return try await get("/api/\(repo)/revision/\(revision)", as: user).expect(200).json["sha"]?.string ?? ""
    }

    /// A file's content.
    func content(
        _ repo: String, _ path: String, at revision: String = "main", as user: String? = nil
    ) async throws -> HubReply {
        try await get(
            "/api/\(repo)/resolve/\(PercentCoding.encode(segment: revision))/\(PercentCoding.encode(path: path))",
            as: user)
    }
}
