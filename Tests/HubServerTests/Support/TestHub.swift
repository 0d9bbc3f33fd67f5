import AsyncHTTPClient
import HubAPI
import HubStorage
import Logging
import NIOCore
import NIOHTTP1
import TestSupport
import Testing

@testable import HubServer

/// A hub that runs on a port of its own and stores in a folder of its own, with a few people who have tokens.
final class TestHub: Sendable {
    let server: Server
    let baseURL: String
    private let client: HTTPClient
    /// Write tokens by user.
    private let tokens: [String: String]

    fileprivate init(server: Server, baseURL: String, client: HTTPClient, tokens: [String: String]) {
        self.server = server
        self.baseURL = baseURL
        self.client = client
        self.tokens = tokens
    }

    var port: Int { baseURL.split(separator: ":").last.flatMap { Int($0) } ?? 0 }

    enum Method: String, Sendable { case get, head, post, put, patch, delete }

    func token(_ user: String) -> String { tokens[user] ?? "" }

    /// Sends a request and reads the whole answer; redirects are not followed.
    ///
    /// - Parameters:
    ///   - user: One of the hub's people; nil sends no credential.
    ///   - token: A token to show instead.
    func send(
        _ method: Method, _ path: String, as user: String? = nil, token: String? = nil,
        json: JSONValue? = nil, body: [UInt8]? = nil, headers: [String: String] = [:]
    ) async throws -> HubReply {
        var request = HTTPClientRequest(url: path.hasPrefix("http") ? path : baseURL + path)
        request.method = HTTPMethod(rawValue: method.rawValue.uppercased())
        if let token = token ?? user.map(self.token) {
            request.headers.add(name: "Authorization", value: "Bearer \(token)")
        }
        if let json {
            request.headers.add(name: "Content-Type", value: "application/json")
            request.body = .bytes(ByteBuffer(bytes: json.utf8))
        }
        if let body { request.body = .bytes(ByteBuffer(bytes: body)) }
        for (name, value) in headers { request.headers.replaceOrAdd(name: name, value: value) }
        let response = try await client.execute(request, timeout: .seconds(30))
        let bytes = try await response.body.collect(upTo: 64 << 20)
        return HubReply(
            status: Int(response.status.code),
            headers: response.headers.map { .init(name: $0.name.lowercased(), value: $0.value) },
            body: Array(bytes.readableBytesView))
    }

    func get(_ path: String, as user: String? = nil, headers: [String: String] = [:]) async throws -> HubReply {
        try await send(.get, path, as: user, headers: headers)
    }

    func post(_ path: String, _ json: JSONValue = [:], as user: String? = nil) async throws -> HubReply {
        try await send(.post, path, as: user, json: json)
    }

    /// All pages of a list, following its links.
    func pages(_ path: String, as user: String? = nil) async throws -> [HubReply] {
        var replies = [try await get(path, as: user)]
        while let next = replies.last?.nextPage {
            guard replies.count < 2000 else { throw TestFailure("the pages of \(path) don't end") }
            replies.append(try await get(next, as: user))
        }
        return replies
    }

    /// All items of a list.
    func items(_ path: String, as user: String? = nil) async throws -> [JSONValue] {
        try await pages(path, as: user).flatMap { try $0.expect(200).json.array ?? [] }
    }

    func read<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Value
    ) async throws -> Value {
        try await server.database.read(body)
    }
}

/// Why a test can't go on.
struct TestFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// Runs `body` against a new hub, with the users `ann`, `bob` and `cay` and the administrator `boss`.
func withHub(
    _ kind: TestDatabase = .sqlite, configure: (inout HubConfiguration) -> Void = { _ in },
    _ body: (TestHub) async throws -> Void
) async throws {
    await HubSlots.shared.enter()
    do {
        try await runHub(kind, configure, body)
    } catch {
        await HubSlots.shared.leave()
        throw error
    }
    await HubSlots.shared.leave()
}

private func runHub(
    _ kind: TestDatabase, _ configure: (inout HubConfiguration) -> Void, _ body: (TestHub) async throws -> Void
) async throws {
    let folder = try TemporaryDirectory()
    defer { withExtendedLifetime(folder) {} }
    let url: String? = kind == .sqlite ? nil : try await PostgreSQLServer.shared().makeDatabase()
    var configuration = HubConfiguration(
        dataFolder: folder.path + "/data", host: "127.0.0.1", port: 0, databaseURL: url)
    configure(&configuration)
    let server = try await Server.open(
        configuration, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    var tokens: [String: String] = [:]
    for name in ["ann", "bob", "cay", "boss"] {
        try await server.accounts.createUser(name: name, isAdmin: name == "boss")
        tokens[name] = try await server.accounts.createToken(user: name)
    }
    let (addresses, continuation) = AsyncStream.makeStream(of: String.self)
    let running = Task {
        defer { continuation.finish() }
        try await server.run { address in continuation.yield(address) }
    }
    var settings = HTTPClient.Configuration(redirectConfiguration: .disallow)
    settings.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 16
    let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: settings)
    var outcome: Result<Void, any Error> = .success(())
    do {
        guard let address = await addresses.first(where: { _ in true }) else {
            try await running.value
            throw TestFailure("the hub ended before it listened")
        }
        try await body(TestHub(server: server, baseURL: address, client: client, tokens: tokens))
    } catch {
        outcome = .failure(error)
    }
    try await client.shutdown()
    running.cancel()
    _ = await running.result
    try await server.close()
    try outcome.get()
}

/// Limits how many hubs run at once: each has connections and threads of its own.
private actor HubSlots {
    static let shared = HubSlots()

    private var free = 4
    private var waiting: [CheckedContinuation<Void, Never>] = []

    func enter() async {
        if free > 0 {
            free -= 1
        } else {
            await withCheckedContinuation { waiting.append($0) }
        }
    }

    func leave() {
        if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
    }
}
