import Crypto
import HubAPI
import Testing
import Xet

@testable import HubServer

/// A file cut into chunks and packed into one xorb, as a client sends it.
struct PackedFile: Sendable {
    let content: [UInt8]
    let layout: XorbLayout
    let body: [UInt8]

    init(_ content: [UInt8]) {
        self.content = content
        var writer = XorbWriter()
        var chunks = ChunkStream()
        content.withUnsafeBytes { bytes in
            chunks.append(bytes) { _ = writer.append($0, hash: .chunk($0)) }
            chunks.finish { _ = writer.append($0, hash: .chunk($0)) }
        }
        (layout, body) = writer.finish()
    }

    /// Bytes that no other seed gives.
    static func random(_ count: Int, seed: UInt64) -> PackedFile {
        var generator = SeededRandom(seed)
        return PackedFile(generator.bytes(count))
    }

    var sha256: [UInt8] { Array(SHA256.hash(data: content)) }
    var oid: String { LFSDigest.hex(sha256) }
    var chunks: Range<Int> { 0..<layout.count }
    var hash: XetHash { .file(of: layout.hashedLengths(of: chunks)) }

    var file: Shard.File {
        Shard.File(
            hash: hash,
            segments: [
                Segment(
                    xorb: layout.hash, rawLength: UInt32(content.count), chunks: 0..<UInt32(layout.count))
            ],
            verification: [.range(of: chunks.map { layout.hash(at: $0) })], sha256: sha256)
    }

    var shard: Shard { Shard(files: [file], xorbs: [Shard.Xorb(layout)]) }
}

/// Speaks to the CAS as one user about one repo.
struct CASClient: Sendable {
    let hub: TestHub
    /// The repo's path below `/api/`.
    let repo: String
    let user: String?
    let url: String
    let token: String

    enum Scope: String { case read, write }

    init(_ hub: TestHub, _ repo: String, _ scope: Scope, as user: String? = "ann") async throws {
        let answer = try await hub.get("/api/\(repo)/xet-\(scope.rawValue)-token/main", as: user).expect(200).json
        self.hub = hub
        self.repo = repo
        self.user = user
        url = try #require(answer["casUrl"]?.string)
        token = try #require(answer["accessToken"]?.string)
    }

    func send(
        _ method: TestHub.Method, _ path: String, body: [UInt8]? = nil, headers: [String: String] = [:]
    ) async throws -> HubReply {
        try await hub.send(method, url + path, token: token, body: body, headers: headers)
    }

    func upload(xorb packed: PackedFile) async throws -> HubReply {
        try await send(.post, "/v1/xorbs/default/\(packed.layout.hash)", body: packed.body)
    }

    func upload(_ shard: Shard) async throws -> HubReply {
        try await send(.post, "/v1/shards", body: shard.encoded())
    }

    /// Xorb, shard and commit.
    func push(_ packed: PackedFile, to path: String) async throws {
        try await upload(xorb: packed).expect(200)
        try await upload(packed.shard).expect(200)
        _ = try await hub.commit(
            repo, [.large(path, oid: packed.oid, size: Int64(packed.content.count))], as: user ?? "ann")
    }
}
