import HTTPTypes
import HubAPI
import HubStorage
import Hummingbird
import Logging
import NIOCore
import Xet

/// The Xet content-addressed store, under `/cas/{domain}/{epoch}`: chunks, xorbs, shards, reconstructions, data.
///
/// Clients decide by the status whether to go on, to fall back or to give up, so each one here is on purpose: what is
/// not offered answers 404.
struct CASRoutes: Sendable {
    private static let base = "/cas/{domain}/{epoch}"
    private static let maximumBatch = 1_000

    let signer: XetTokenSigner
    let ingest: XorbIngest
    let shards: ShardIngest
    let reconstructions: ReconstructionService
    let dedup: DedupService

    func add(to table: inout RouteTable) {
        table.document(Self.documentation)
        func on(_ method: HTTPRequest.Method, _ path: String, _ handler: @escaping Route.Handler) {
            table.on(method, Self.base + path, handler)
        }
        // What clients of mid-2025 and later call; their older addresses beside the present ones.
        for path in ["/v1/chunks", "/chunks", "/chunk"] { on(.get, path + "/{prefix}/{hash}", chunk) }
        for path in ["/v1/xorbs", "/xorbs", "/xorb"] {
            on(.post, path + "/{prefix}/{hash}", putXorb)
            on(.head, path + "/{prefix}/{hash}", headXorb)
        }
        for path in ["/v1/shards", "/shards", "/shard/{prefix}/{hash}"] { on(.post, path, putShard) }
        on(.post, "/v2/shards", putShardReporting)
        for path in ["/v1/reconstructions", "/reconstructions", "/reconstruction"] {
            on(.get, path + "/{hash}") { .json(try await plan($0).first) }
        }
        on(.get, "/v2/reconstructions/{hash}") { .json(try await plan($0).second) }
        on(.get, "/v1/reconstructions", planMany)
        on(.post, "/v1/reconstructions", planMany)
        on(.head, "/v1/files/{hash}", headFile)
        on(.get, "/data/{ticket}", data)
        for path in ["/v1/telemetry", "/v2/telemetry"] { on(.post, path, telemetry) }
        // Upload slots in the object store itself, and partial uploads: not offered.
        on(.post, "/v1/xorb-grants/{prefix}/{hash}", absent)
        on(.post, "/v1/xorb-commits/{prefix}/{hash}/grant/{id}", absent)
        on(.get, "/v2/file-chunk-hashes/{hash}", absent)
    }

    // MARK: Token and names

    private func admit(_ request: HubRequest, writing: Bool = false) throws -> XetToken {
        let token = try signer.verify(authorization: request.headers[.authorization])
        guard request.parameter("domain") == String(token.domain), request.parameter("epoch") == String(token.epoch)
        else {
            throw HubFailure(.unauthorized, .invalidCredentials, "This token for Xet belongs to another address")
        }
        guard !writing || token.scope != .read else {
            throw HubFailure.forbidden("This token for Xet is for reading only: ask xet-write-token for one")
        }
        return token
    }

    private static func hash(_ text: String) throws -> XetHash {
        guard let hash = XetHash(text) else {
            throw HubFailure.badRequest(
                "\"\(text.prefix(80))\" is not a Xet hash in 64 lower-case hexadecimal digits")
        }
        return hash
    }

    @Sendable
    private func absent(_ request: HubRequest) async throws -> Response {
        throw HubFailure(.notFound, .notFound, "This hub does not offer that: use the other way of the protocol")
    }

    // MARK: Chunks and xorbs

    @Sendable
    private func chunk(_ request: HubRequest) async throws -> Response {
        let token = try admit(request)
        guard let shard = try await dedup.answer(try Self.hash(request.parameter("hash")), for: token) else {
            throw HubFailure(.notFound, .entryNotFound, "No such chunk is known here")
        }
        return Response(
            status: .ok, headers: [.contentType: "application/octet-stream"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: shard)))
    }

    @Sendable
    private func putXorb(_ request: HubRequest) async throws -> Response {
        let token = try admit(request, writing: true)
        let isNew = try await ingest.receive(
            { try await request.stream() }, announced: request.contentLength,
            as: try Self.hash(request.parameter("hash")), for: token)
        return .json(["was_inserted": .bool(isNew)])
    }

    @Sendable
    private func headXorb(_ request: HubRequest) async throws -> Response {
        let token = try admit(request)
        let hash = try Self.hash(request.parameter("hash"))
        guard token.mayDeduplicate,
            let xorb = try await ingest.database.read({ db in try XetStore(db).xorb(hash, in: token.domain) })
        else { throw HubFailure(.notFound, .entryNotFound, "No such xorb is known here") }
        return Response(status: .ok, headers: [.contentLength: String(xorb.storedBytes)])
    }

    // MARK: Shards

    private func shardBody(_ request: HubRequest) async throws -> [UInt8] {
        Array(try await request.collect(upTo: ShardIngest.maximumBody).readableBytesView)
    }

    @Sendable
    private func putShard(_ request: HubRequest) async throws -> Response {
        let token = try admit(request, writing: true)
        try await shards.register(try await shardBody(request), for: token)
        return .json(["result": 1])
    }

    /// The same, telling how far it is; an error here is the only one whose words reach the person at the client.
    @Sendable
    private func putShardReporting(_ request: HubRequest) async throws -> Response {
        let token = try admit(request, writing: true)
        let body = try await shardBody(request)
        let logger = request.logger
        return Response(
            status: .ok, headers: [.contentType: "application/x-ndjson"],
            body: ResponseBody { writer in
                var last: JSONValue = ["type": "result", "result": 1]
                let (events, continuation) = AsyncStream.makeStream(of: JSONValue.self)
                let work = Task {
                    defer { continuation.finish() }
                    try await shards.register(body, for: token) { continuation.yield($0.json) }
                }
                try await withTaskCancellationHandler {
                    for await event in events { try await writer.write(Self.line(event)) }
                    do {
                        try await work.value
                    } catch {
                        let failure = HubFailure(any: error)
                        let isOurs = failure.status.kind == .serverError
                        if isOurs { logger.error("a shard was not registered", metadata: ["error": "\(error)"]) }
                        last = [
                            "type": "error", "message": .string(failure.message), "retryable": .bool(isOurs),
                        ]
                    }
                    try await writer.write(Self.line(last))
                    try await writer.finish(nil)
                } onCancel: {
                    work.cancel()
                }
            })
    }

    private static func line(_ value: JSONValue) -> ByteBuffer {
        ByteBuffer(bytes: value.utf8 + [UInt8(ascii: "\n")])
    }

    // MARK: Reconstructions

    private func plan(_ request: HubRequest) async throws -> ReconstructionService.Answer {
        try await reconstructions.plan(
            try Self.hash(request.parameter("hash")), range: request.headers[.range], for: try admit(request),
            at: request.baseURL)
    }

    /// Several files at once: asked for in the query, or as a list in the body.
    @Sendable
    private func planMany(_ request: HubRequest) async throws -> Response {
        let token = try admit(request)
        let names =
            request.head.method == .post
            ? try await request.json([BatchItem].self).map(\.hash) : request.query.all("file_id")
        guard (1...Self.maximumBatch).contains(names.count) else {
            throw HubFailure.badRequest("Name between 1 and \(Self.maximumBatch) files, not \(names.count)")
        }
        var files: [JSONMember] = []
        var order: [String] = []
        var fetches: [String: [JSONValue]] = [:]
        for name in names {
            let answer = try await reconstructions.plan(
                try Self.hash(name), range: nil, for: token, at: request.baseURL)
            files.append(JSONMember(name, answer.terms))
            for member in answer.fetchInfo {
                if fetches[member.key] == nil { order.append(member.key) }
                fetches[member.key, default: []] += member.value.array ?? []
            }
        }
        return .json([
            "files": .object(files),
            "fetch_info": .object(order.map { JSONMember($0, .array(fetches[$0] ?? [])) }),
        ])
    }

    private struct BatchItem: Decodable {
        let hash: String
    }

    @Sendable
    private func headFile(_ request: HubRequest) async throws -> Response {
        let file = try await reconstructions.file(
            try Self.hash(request.parameter("hash")), for: try admit(request))
        return Response(status: .ok, headers: [.contentLength: String(file.size)])
    }

    // MARK: Data

    /// Stored bytes of a xorb: the range that the address is for, or a part of it, and nothing else.
    @Sendable
    private func data(_ request: HubRequest) async throws -> Response {
        let ticket = try await reconstructions.admitData(request.parameter("ticket"))
        // With a condition the answer could be the whole xorb. The range must say both ends: it is not cut here.
        guard request.headers[.ifRange] == nil,
            case .part(let range) = ByteRange(request.headers[.range], length: .max),
            ticket.range.contains(range.lowerBound), range.upperBound <= ticket.range.upperBound
        else {
            throw HubFailure.forbidden(
                "This address is for bytes=\(ticket.range.lowerBound)-\(ticket.range.upperBound - 1): ask for these")
        }
        let objects = reconstructions.xorbs.objects
        let key = try XorbObjects.bodyKey(ticket.hash, ticket.object)
        guard let length = try await objects.length(of: key), ticket.range.upperBound <= length else {
            throw HubFailure.forbidden("These bytes lie elsewhere now: ask for the reconstruction again")
        }
        return try await FileAnswer.make(
            request, objects: objects, key: key, length: length,
            headers: [.contentType: "application/octet-stream", .contentTypeOptions: "nosniff"])
    }

    // MARK: Telemetry

    /// What clients tell of their transfers. It is not kept.
    @Sendable
    private func telemetry(_ request: HubRequest) async throws -> Response {
        _ = try admit(request)
        _ = try await request.collect(upTo: 1 << 20)
        return .json(.object([]))
    }
}

extension ShardIngest.Progress {
    fileprivate var json: JSONValue {
        switch self {
        case .validating(let verified, let total):
            ["type": "validating", "verified": .integer(Int64(verified)), "total": .integer(Int64(total))]
        case .committing: ["type": "committing", "stage": "uploading"]
        }
    }
}
