import HTTPTypes
import HubAPI
import Testing

@testable import HubClient

@Suite struct RequestHeaderTests {
    /// What a call sends.
    private func sent(
        _ call: HubCall, _ change: (inout HubConfiguration) -> Void = { _ in }
    ) async throws -> TransportRequest {
        let transport = ScriptedTransport([.success(.answer())])
        _ = try await HubSession.scripted(transport, change).answer(call)
        return try #require(transport.requests.first)
    }

    @Test func everyRequestSaysWhoSendsIt() async throws {
        let request = try await sent(HubCall(.get, .path("/api/x"))) { $0.userAgent = "origin/test" }
        #expect(request["User-Agent"] == "roost/\(RoostVersion.current); origin/test")
        #expect(request["Accept-Encoding"] == "gzip, deflate")
        #expect(request["X-HF-Download-Counter"] == nil)
        let id = try #require(request["X-Request-Id"])
        #expect(id.wholeMatch(of: /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/) != nil)
    }

    @Test func downloadsSayTheyAre() async throws {
        var call = HubCall(.head, .path("/a/b/resolve/main/c"))
        call.isDownload = true
        call.wantsIdentity = true
        call.headTimeout = .seconds(7)
        let request = try await sent(call) { $0.readTimeout = .seconds(8) }
        #expect(request["X-HF-Download-Counter"] == "1")
        #expect(request["Accept-Encoding"] == "identity")
        #expect(request.headTimeout == .seconds(7))
        #expect(request.readTimeout == .seconds(8))
    }

    @Test func addressesArePutTogether() async throws {
        var call = HubCall(.get, .path("/api/models/a/b/revision/refs%2Fpr%2F1"))
        call.query = [(name: "expand", value: "a b"), (name: "expand", value: "c")]
        let request = try await sent(call) { $0.endpoint = "http://hub.test:8080/base" }
        #expect(request.url == "http://hub.test:8080/base/api/models/a/b/revision/refs%2Fpr%2F1?expand=a%20b&expand=c")
        var absolute = HubCall(.get, .url("http://cdn.test/x?a=1"))
        absolute.query = [(name: "b", value: "2")]
        #expect(try await sent(absolute).url == "http://cdn.test/x?a=1&b=2")
    }

    @Test(arguments: [
        ("http://hub.test/x", true), ("http://hub.test:80/x", true), ("http://HUB.TEST/x", true),
        ("https://hub.test/x", false), ("http://hub.test:8080/x", false), ("http://cdn.hub.test/x", false),
        ("http://hub.test.evil/x", false), ("http://hub.test@evil.test/x", false),
    ])
    func theTokenGoesToTheHubOnly(url: String, isSent: Bool) async throws {
        let request = try await sent(HubCall(.get, .url(url)))
        #expect(request["Authorization"] == (isSent ? "Bearer hf_secret" : nil))
    }

    @Test func callsDecideAboutTheirAuthorization() async throws {
        var call = HubCall(.get, .path("/x"))
        call.authorization = .none
        #expect(try await sent(call)["Authorization"] == nil)
        call.authorization = .bearer("other")
        #expect(try await sent(call)["Authorization"] == "Bearer other")
        call.authorization = .implicit
        #expect(try await sent(call) { $0.token = .anonymous }["Authorization"] == nil)
        // A token of the environment is sent unless that is switched off; one that was given always is.
        #expect(
            try await sent(call) {
                $0.token = .environment
                $0.environmentToken = "env"
            }["Authorization"] == "Bearer env")
        #expect(
            try await sent(call) {
                $0.token = .environment
                $0.environmentToken = "env"
                $0.sendsImplicitToken = false
            }["Authorization"] == nil)
        #expect(try await sent(call) { $0.sendsImplicitToken = false }["Authorization"] == "Bearer hf_secret")
    }

    @Test(arguments: ["a b", "a\u{7F}", "é", "a\u{0}b"])
    func refusesTokensThatAreNone(token: String) async {
        let transport = ScriptedTransport([.success(.answer())])
        var call = HubCall(.get, .path("/x"))
        call.authorization = .bearer(token)
        let error = await HubSession.scripted(transport).failure(call)
        #expect(error?.kind == .invalidInput)
        #expect(error?.description.contains(token) == false)
        #expect(transport.asked.isEmpty)
    }

    @Test func asksNothingOffline() async {
        let transport = ScriptedTransport([.success(.answer())])
        let session = HubSession.scripted(transport) { $0.isOffline = true }
        #expect(await session.failure(HubCall(.get, .path("/x")))?.kind == .offline)
        #expect(transport.asked.isEmpty)
    }

    @Test(arguments: ["", "hub.test", "ftp://hub.test"])
    func saysWhenTheEndpointIsNone(endpoint: String) async {
        let transport = ScriptedTransport([.success(.answer())])
        let session = HubSession.scripted(transport) { $0.endpoint = endpoint }
        #expect(await session.failure(HubCall(.get, .path("/x")))?.kind == .invalidInput)
        #expect(transport.asked.isEmpty)
    }
}
