import Crypto
import HubAPI
import HubStorage
import Logging
import NIOCore
import TestSupport

@testable import HubServer

/// A hub's storage in a folder of its own, with a few people and repos.
final class LFSFixture: Sendable {
    static let ann: Int64 = 1
    static let bob: Int64 = 2
    static let model = Int64(11)
    static let secret = Int64(12)
    static let other = Int64(13)

    /// What the rows are kept in.
    enum Kind: String, CaseIterable, Sendable {
        case sqlite, postgresql

        static var available: [Kind] { PostgreSQLServer.isAvailable ? allCases : [.sqlite] }
    }

    let folder: TemporaryDirectory
    let database: any Database
    let objects: DirectoryObjectStore
    let tickets = TicketSigner(key: SymmetricKey(size: .bits256))

    init(_ kind: Kind = .sqlite) async throws {
        folder = try TemporaryDirectory()
        switch kind {
        case .sqlite: database = try SQLiteDatabase(path: folder.path + "/db.sqlite")
        case .postgresql:
            database = try PostgreSQLDatabase(url: try await PostgreSQLServer.shared().makeDatabase())
        }
        objects = try DirectoryObjectStore(root: folder.path + "/objects")
        try await Migrator.migrate(database, Schema.migrations)
        try await database.write { db in
            for (id, name) in [(Self.ann, "ann"), (Self.bob, "bob")] {
                try db.execute(
                    """
                    INSERT INTO accounts (id, kind, name, name_key, full_name, created_at)
                    VALUES (?, 'user', ?, ?, ?, 0)
                    """, .integer(id), .text(name), .text(name), .text(name))
                for role in TokenGrant.Role.allCases {
                    let grant = Self.grant(of: id, role)
                    let hash = Array("\(id) \(role)".utf8)
                    try AccountsStore(db).insert(grant, of: id, hash: hash, expiresAt: nil)
                }
            }
            let repos = [
                (Self.model, Self.ann, "ann", "model", "public"),
                (Self.secret, Self.ann, "ann", "secret", "private"),
                (Self.other, Self.bob, "bob", "other", "public"),
            ]
            for (id, owner, namespace, name, visibility) in repos {
                try db.execute(
                    """
                    INSERT INTO repos (id, type, owner_id, creator_id, namespace, name, full_key, visibility,
                        created_at, last_modified)
                    VALUES (?, 'model', ?, ?, ?, ?, ?, ?, 0, 0)
                    """,
                    .integer(id), .integer(owner), .integer(owner), .text(namespace), .text(name),
                    .text("\(namespace)/\(name)"), .text(visibility))
            }
        }
    }

    func service(
        threshold: Int64 = 100, partSize: Int64 = 40, rewrite: LFSService.HistoryRewrite? = nil
    ) -> LFSService {
        LFSService(
            database: database, objects: objects, tickets: tickets, multipartThreshold: threshold,
            partSize: partSize,
            xetTokens: XetTokenService(
                database: database, caches: HistoryCaches(), signer: XetTokenSigner(key: SymmetricKey(size: .bits256))),
            logger: Logger(label: "test"), rewriteHistory: rewrite)
    }

    func caller(_ id: Int64, role: TokenGrant.Role = .write) -> Caller {
        let account = Account(
            id: id, kind: .user, name: id == Self.ann ? "ann" : "bob", fullName: "", email: nil,
            isAdmin: false,
            defaultVisibility: .public, createdAt: Timestamp(milliseconds: 0))
        return .user(SignedInUser(account: account, memberships: [], grant: Self.grant(of: id, role)))
    }

    /// Each user has one token of each role.
    static func grant(of id: Int64, _ role: TokenGrant.Role) -> TokenGrant {
        let number = Int64(TokenGrant.Role.allCases.firstIndex(of: role) ?? 0)
        return TokenGrant(
            tokenID: id * 10 + number, name: "t", role: role, createdAt: Timestamp(milliseconds: 0),
            scopes: role == .fineGrained ? [TokenScope(entity: "ann", permission: .write)] : [])
    }

    func asker(_ caller: Caller, isGit: Bool = false) -> LFSService.Asker {
        LFSService.Asker(caller: caller, baseURL: "http://hub", isGit: isGit)
    }

    func reference(_ name: String) throws -> RepoReference {
        guard let id = RepoID(name) else { throw HubFailure.badRequest("a bad name in a test") }
        return RepoReference(type: .model, id: id)
    }

    /// Uploads a content as clients do.
    func send(_ content: LFSContent, to name: String, as caller: Caller) async throws {
        let service = service()
        let answer = try await service.batch(
            .make("upload", [content.object]), on: reference(name), for: asker(caller))
        let ticket = try await service.admitUpload(
            answer.objects[0].ticket(.upload), announced: Int64(content.bytes.count))
        try await service.receive(content.stream, for: ticket)
        try await service.verify(
            answer.objects[0].ticket(.verify),
            LFSVerifyRequest(oid: content.oid, size: Int64(content.bytes.count)))
    }

    func execute(_ sql: String) async throws {
        try await database.write { db in _ = try db.execute(sql) }
    }

    /// The keys of all objects that are stored.
    func keys() async throws -> [String] {
        var keys: [String] = []
        for try await object in try await objects.list(prefix: "") { keys.append(object.key.value) }
        return keys.sorted()
    }
}

/// The refusal that `work` ends with.
func hubFailure(_ work: () async throws -> Void) async -> HubFailure? {
    do {
        try await work()
        return nil
    } catch {
        return HubFailure(any: error)
    }
}

extension LFSService {
    func verify(_ text: String, _ request: LFSVerifyRequest) async throws {
        try await verify(try tickets.verify(text, for: .verify), request)
    }

    func complete(_ text: String, _ request: LFSCompleteRequest) async throws {
        try await complete(try tickets.verify(text, for: .completeUpload), request)
    }
}

/// Some bytes and what is said of them.
struct LFSContent: Sendable {
    let bytes: [UInt8]

    init(_ count: Int, seed: UInt8 = 1) {
        bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) &+ seed }
    }

    var sha256: [UInt8] { Array(SHA256.hash(data: bytes)) }
    var oid: String { LFSDigest.hex(sha256) }
    var object: LFSBatchRequest.Object { .init(oid: oid, size: Int64(bytes.count)) }
    var stream: ByteStream { ByteStream(ByteBuffer(bytes: bytes)) }

    static func stream(_ bytes: some Sequence<UInt8>) -> ByteStream {
        ByteStream(ByteBuffer(bytes: Array(bytes)))
    }
}

extension LFSBatchRequest {
    static func make(
        _ operation: String, _ objects: [Object], transfers: [String]? = ["basic", "multipart"],
        hashAlgorithm: String? = "sha256"
    ) -> LFSBatchRequest {
        LFSBatchRequest(
            operation: operation, objects: objects, transfers: transfers, hashAlgorithm: hashAlgorithm,
            ref: nil)
    }
}

extension LFSBatchAnswer.Object {
    var actions: [LFSAction]? {
        if case .actions(let actions) = outcome { actions } else { nil }
    }

    var errorCode: Int? {
        if case .error(let code, _) = outcome { code } else { nil }
    }

    /// The ticket in the address of an action.
    func ticket(_ name: LFSAction.Name) -> String {
        actions?.first { $0.name == name }?.href.split(separator: "/").last.map(String.init) ?? ""
    }

    /// The tickets of the parts, in order.
    var partTickets: [String] {
        let header = actions?.first { $0.name == .upload }?.header ?? []
        return header.dropFirst().compactMap { $0.value.string?.split(separator: "/").last.map(String.init) }
    }
}
