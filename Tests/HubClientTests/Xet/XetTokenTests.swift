import HTTPTypes
import HubAPI
import Synchronization
import Testing
import Xet

@testable import HubClient

private let route = "/api/models/a/b/xet-read-token/main"

@Suite("Tokens for Xet")
struct XetTokenTests {
    @Test("A token is kept until a minute before it expires")
    func kept() async throws {
        let servers = XetServers(XetContent())
        let tokens = XetTokens(session: servers.session())
        let first = try await tokens.token(for: route)
        #expect(first == XetToken(casURL: XetServers.cas, text: "cas-token-1", expiry: 10_000))
        servers.update { $0.now = 9_939 }
        #expect(try await tokens.token(for: route) == first)
        servers.update { $0.now = 9_940 }
        #expect(try await tokens.token(for: route).text == "cas-token-2")
        #expect(try await tokens.token(for: "/api/datasets/a/b/xet-read-token/main").text == "cas-token-3")
    }

    @Test("A token that is refused is renewed, and only by the first who was refused")
    func refused() async throws {
        let servers = XetServers(XetContent())
        let tokens = XetTokens(session: servers.session())
        let first = try await tokens.token(for: route)
        let second = try await tokens.token(for: route, insteadOf: first)
        #expect(second.text == "cas-token-2")
        #expect(try await tokens.token(for: route, insteadOf: first) == second)
    }

    @Test("Many who want a token at once make one request")
    func together() async throws {
        let servers = XetServers(XetContent())
        let tokens = XetTokens(session: servers.session())
        let texts = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<50 { group.addTask { try await tokens.token(for: route).text } }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(texts == ["cas-token-1"])
        #expect(servers.requests.count == 1)
    }

    @Test("The hub's token goes to the hub, whatever hub the route names")
    func routes() async throws {
        let servers = XetServers(XetContent())
        let tokens = XetTokens(session: servers.session())
        _ = try await tokens.token(for: "https://huggingface.co" + route)
        _ = try await tokens.token(for: XetServers.hub + route)
        #expect(servers.requests.map(\.url) == [XetServers.hub + route])
        #expect(servers.requests.allSatisfy { $0.headers[.authorization] == "Bearer \(XetServers.hubToken)" })
        // Whoever else is named doesn't get it.
        _ = try? await tokens.token(for: "https://huggingface.co.evil.test" + route)
        #expect(servers.requests.last?.url == "https://huggingface.co.evil.test" + route)
        #expect(servers.requests.last?.headers[.authorization] == nil)
    }

    @Test("Where headers are missing the body counts")
    func body() async throws {
        let servers = XetServers(XetContent()) { _, _ in
            XetServers.text(200, "{\"accessToken\":\"t\",\"exp\":5000.0,\"casUrl\":\"http://localhost:8080\"}")
        }
        let token = try await XetTokens(session: servers.session()).token(for: route)
        #expect(token == XetToken(casURL: "http://localhost:8080", text: "t", expiry: 5_000))
    }

    @Test(
        "What is no token for a CAS is refused",
        arguments: [
            "{}", "", "{\"accessToken\":\"\",\"exp\":5000,\"casUrl\":\"https://c\"}",
            "{\"accessToken\":\"a b\",\"exp\":5000,\"casUrl\":\"https://c\"}",
            "{\"accessToken\":\"a\\r\\nX: y\",\"exp\":5000,\"casUrl\":\"https://c\"}",
            "{\"accessToken\":\"t\",\"exp\":1e300,\"casUrl\":\"https://c\"}",
            "{\"accessToken\":\"t\",\"exp\":5000,\"casUrl\":\"file:///c\"}",
            "{\"accessToken\":\"t\",\"exp\":5000,\"casUrl\":\"\"}",
        ])
    func unusable(text: String) async throws {
        let servers = XetServers(XetContent()) { _, _ in XetServers.text(200, text) }
        let tokens = XetTokens(session: servers.session())
        let error = try await #require(throws: HubError.self) { _ = try await tokens.token(for: route) }
        #expect(error.kind == .decoding)
    }

    @Test("However many repos are read, a bounded number of tokens is kept")
    func bounded() async throws {
        let servers = XetServers(XetContent())
        let tokens = XetTokens(session: servers.session())
        let count = XetTokens.maximumCount
        for number in 0...count { _ = try await tokens.token(for: "/api/models/a/\(number)/xet-read-token/main") }
        // The oldest had to go, the one after it is still there.
        _ = try await tokens.token(for: "/api/models/a/1/xet-read-token/main")
        #expect(servers.requests.count == count + 1)
        _ = try await tokens.token(for: "/api/models/a/0/xet-read-token/main")
        #expect(servers.requests.count == count + 2)
    }

    @Test("An error of the hub is that error")
    func hubError() async throws {
        let servers = XetServers(XetContent()) { _, _ in
            XetServers.text(
                403, "{}", headers: [.errorCode: "GatedRepo"])
        }
        let tokens = XetTokens(session: servers.session())
        let error = try await #require(throws: HubError.self) { _ = try await tokens.token(for: route) }
        #expect(error.kind == .gated)
    }
}
