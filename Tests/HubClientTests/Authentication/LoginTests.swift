import HTTPTypes
import HubAPI
import Synchronization
import TestSupport
import Testing

@testable import HubClient

@Suite struct LoginTests {
    private let folder: TemporaryDirectory
    private let clock = TestClock()

    init() throws { folder = try TemporaryDirectory() }

    private func hub(_ transport: ScriptedTransport, _ change: (inout HubConfiguration) -> Void = { _ in }) -> Hub {
        var configuration = HubConfiguration(endpoint: "http://hub.test", token: .environment, home: folder.path)
        configuration.retries = 0
        change(&configuration)
        return HubClock.$current.withValue(clock.clock()) { Hub(configuration, transport: transport) }
    }

    private static let me = """
        {"type":"user","name":"me","auth":{"type":"access_token","accessToken":{"displayName":"laptop","role":"write"}}}
        """

    @Test func asksWhoseTokenItIs() async throws {
        let transport = ScriptedTransport([.success(.answer(200, [], Self.me))])
        let hub = hub(transport)
        let login = try await hub.login(token: " hf_new\n")
        #expect(login == Login(tokenName: "laptop", user: "me", role: "write"))
        #expect(transport.asked == ["GET http://hub.test/api/whoami-v2"])
        #expect(transport.requests.first?["Authorization"] == "Bearer hf_new")
        #expect(try hub.tokens.activeName() == "laptop")
        #expect(try await hub.token() == "hf_new")
    }

    @Test(arguments: [
        "{\"name\":\"me\"}", "{\"name\":\"me\",\"auth\":{}}",
        "{\"name\":\"me\",\"auth\":{\"accessToken\":{\"displayName\":\"\"}}}",
    ])
    func namesTokensWithoutNames(json: String) async throws {
        let hub = hub(ScriptedTransport([.success(.answer(200, [], json))]))
        #expect(try await hub.login(token: "x") == Login(tokenName: "oauth-me", user: "me", role: nil))
    }

    @Test func storesNothingThatTheHubDoesNotKnow() async throws {
        let transport = ScriptedTransport([.success(.answer(401, [], "{\"error\":\"Invalid user token.\"}"))])
        let hub = hub(transport)
        let error = await #expect(throws: HubError.self) { try await hub.login(token: "bad") }
        #expect(error?.kind == .unauthorized)
        #expect(try folder.names(in: "") == [])
    }

    @Test(arguments: ["", "\n", "api_org_x"])
    func refusesWhatIsNoTokenOfAPerson(token: String) async throws {
        let transport = ScriptedTransport([.success(.answer(200, [], Self.me))])
        let error = await #expect(throws: HubError.self) { try await hub(transport).login(token: token) }
        #expect(error?.kind == .invalidInput)
        #expect(transport.asked.isEmpty)
    }

    /// Who asks whom a token belongs to asks for it to be sent.
    @Test(arguments: [true, false]) func sendsTheTokenThatItAsksAbout(isImplicit: Bool) async throws {
        let transport = ScriptedTransport([.success(.answer(200, [], Self.me))])
        let hub = hub(transport) { $0.sendsImplicitToken = isImplicit }
        try hub.tokens.active.write("hf_mine")
        #expect(try await hub.whoami().name == "me")
        #expect(transport.requests.map { $0["Authorization"] } == ["Bearer hf_mine"])
    }

    @Test func logsOut() async throws {
        let hub = hub(ScriptedTransport([.success(.answer(200, [], Self.me))]))
        _ = try await hub.login(token: "x")
        try await hub.tokens.save(StoredToken(name: "other", token: "y"))
        try await hub.logout("laptop")
        #expect(try await hub.token() == nil)
        #expect(try hub.tokens.list().map(\.name) == ["other"])
        try await hub.logout()
        #expect(try hub.tokens.list() == [])
    }

    // MARK: With a browser

    private static let code = """
        {"device_code":"d1","user_code":"ABCD-EFGH","verification_uri":"http://hub.test/device","expires_in":60,"interval":5}
        """

    /// Answers the polls in turn.
    private func deviceHub(_ polls: [TransportResponse]) -> (Hub, ScriptedTransport) {
        let count = Mutex(0)
        let transport = ScriptedTransport { request throws(TransportError) in
            if request.url.hasSuffix("/oauth/device") { return .answer(200, [], Self.code) }
            if request.url.hasSuffix("/api/whoami-v2") { return .answer(200, [], "{\"name\":\"me\"}") }
            let index = count.withLock { count in
                defer { count += 1 }
                return count
            }
            return polls[min(index, polls.count - 1)]
        }
        return (hub(transport), transport)
    }

    private func error(_ word: String) -> TransportResponse { .answer(400, [], "{\"error\":\"\(word)\"}") }

    @Test func waitsUntilThePersonAgrees() async throws {
        let (hub, transport) = deviceHub([
            error("authorization_pending"), .answer(502), error("slow_down"), .answer(200, [], "<html>"),
            .answer(200, [], "{\"access_token\":\"t\",\"refresh_token\":\"r\",\"expires_in\":3600}"),
        ])
        let shown = Mutex<DeviceCode?>(nil)
        let login = try await hub.login { code in shown.withLock { $0 = code } }
        let code = try #require(shown.withLock { $0 })
        #expect(code.userCode == "ABCD-EFGH")
        #expect(code.verificationAddress == "http://hub.test/device")
        #expect(code.completeAddress == "http://hub.test/device")
        #expect(code.validFor == .seconds(60))
        #expect(login.tokenName == "oauth-me")
        #expect(clock.waits == [.seconds(5), .seconds(5), .seconds(5), .seconds(10), .seconds(10)])
        let stored = try #require(try hub.tokens.list().first)
        #expect(stored.token == "t")
        #expect(stored.refreshToken == "r")
        #expect(stored.expiresAt == Timestamp(milliseconds: Int64((clock.now + 3600) * 1000)))
        guard case .bytes(let body) = transport.requests[1].body else { throw HubError(.invalidInput, "no body") }
        #expect(
            String(decoding: body, as: UTF8.self)
                == "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code&device_code=d1"
                + "&client_id=26be6b09-91c5-47da-9861-d2d2bb7a7e36")
        #expect(transport.requests[0...4].allSatisfy { $0["Authorization"] == nil })
    }

    @Test(arguments: [
        ("access_denied", HubError.Kind.forbidden), ("expired_token", .timeout), ("invalid_client", .unauthorized),
        ("authorization_pending", .timeout),
    ])
    func endsWhenItCannotSucceed(word: String, kind: HubError.Kind) async throws {
        let (hub, _) = deviceHub([error(word)])
        let failure = await #expect(throws: HubError.self) { try await hub.login { _ in } }
        #expect(failure?.kind == kind)
        #expect(try hub.tokens.list() == [])
    }

    @Test func saysWhenTheHubHasNoBrowserLogin() async throws {
        let hub = hub(ScriptedTransport([.success(.answer(404))]))
        let failure = await #expect(throws: HubError.self) { try await hub.login { _ in } }
        #expect(failure?.kind == .notSupported)
        #expect(failure?.suggestion == "Make a token in the settings of your account there, and log in with it")
    }
}
