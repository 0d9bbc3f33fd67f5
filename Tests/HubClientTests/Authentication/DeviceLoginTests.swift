import HubAPI
import Synchronization
import TestSupport
import Testing

@testable import HubClient

/// Login by a code, against an OAuth server that is one (RFC 8628).
@Suite(.timeLimit(.minutes(2))) struct DeviceLoginTests {
    private static let grant = "urn:ietf:params:oauth:grant-type:device_code"
    private static let tokens = "{\"access_token\":\"t1\",\"refresh_token\":\"r1\",\"expires_in\":3600}"

    /// What the OAuth server says when it is asked whether the person has agreed.
    private enum Word: Sendable {
        case error(String)
        case other(Int, String)
        case tokens
    }

    /// Runs a body with a client of a hub whose OAuth server says these words in turn, the last one for ever.
    private func withServer<Result>(
        _ words: [Word], interval: Int = 5, clock: TestClock? = TestClock(),
        _ change: (inout HubConfiguration) -> Void = { _ in }, _ body: (Bench) async throws -> Result
    ) async throws -> Result {
        let time = clock?.clock() ?? .system
        return try await HubClock.$current.withValue(time) {
            try await withBench({ configuration in
                configuration.token = .environment
                change(&configuration)
            }) { bench in
                bench.faults.route("POST", "^/oauth/device$") { _ in
                    FaultAnswer(
                        200,
                        text: """
                            {"device_code":"d1","user_code":"ABCD-EFGH","verification_uri":"http://hub.test/device",\
                            "verification_uri_complete":"http://hub.test/device?c=ABCD-EFGH","expires_in":900,\
                            "interval":\(interval)}
                            """)
                }
                bench.faults.route("POST", "^/oauth/token$") { [faults = bench.faults] _ in
                    let index = faults.requests("POST", "^/oauth/token$").count - 1
                    return switch words[min(index, words.count - 1)] {
                    case .error(let word): FaultAnswer(400, text: "{\"error\":\"\(word)\"}")
                    case .other(let status, let text): FaultAnswer(status, text: text)
                    case .tokens: FaultAnswer(200, text: Self.tokens)
                    }
                }
                bench.faults.route("GET", "whoami") { request in
                    request.authorization == "Bearer t1" ? FaultAnswer(200, text: "{\"name\":\"me\"}") : nil
                }
                return try await body(bench)
            }
        }
    }

    private func polls(_ bench: Bench) -> Int { bench.faults.requests("POST", "^/oauth/token$").count }

    @Test func waitsForThePerson() async throws {
        let clock = TestClock()
        let words: [Word] = [
            .error("authorization_pending"), .error("slow_down"), .error("authorization_pending"), .tokens,
        ]
        try await withServer(words, clock: clock, { $0.environmentToken = "hf_old" }) { bench in
            let shown = Mutex<DeviceCode?>(nil)
            let login = try await bench.hub.login { code in shown.withLock { $0 = code } }
            #expect(login == Login(tokenName: "oauth-me", user: "me", role: nil))
            let code = shown.withLock { $0 }
            #expect(code?.userCode == "ABCD-EFGH" && code?.verificationAddress == "http://hub.test/device")
            #expect(code?.completeAddress == "http://hub.test/device?c=ABCD-EFGH")
            // Slower once the server says so, and no faster after that.
            #expect(clock.waits == [.seconds(5), .seconds(5), .seconds(10), .seconds(10)])
            let asked = bench.faults.requests("POST", "^/oauth/")
            #expect(asked.map(\.path) == ["/oauth/device"] + Array(repeating: "/oauth/token", count: 4))
            for request in asked {
                #expect(request.header("Content-Type") == "application/x-www-form-urlencoded")
                // The token that is there already is nobody's business.
                #expect(request.authorization == nil)
                #expect(request.form.contains { $0.name == "client_id" && !$0.value.isEmpty })
            }
            #expect(asked[1].form.contains { $0.name == "grant_type" && $0.value == Self.grant })
            #expect(asked[1].form.contains { $0.name == "device_code" && $0.value == "d1" })
            let stored = try #require(try bench.hub.tokens.list().first)
            #expect(stored.name == "oauth-me" && stored.token == "t1" && stored.refreshToken == "r1")
            #expect(stored.expiresAt == Timestamp(milliseconds: Int64((clock.now + 3600) * 1000)))
            #expect(try bench.hub.tokens.activeToken() == "t1")
        }
    }

    /// RFC 8628 § 3.5: what goes wrong on the way ends nothing.
    @Test func outlastsFailures() async throws {
        let words: [Word] = [
            .other(500, "broken"), .other(200, "<html>"), .other(429, ""), .other(400, "<html>"), .other(200, "{}"),
            .error("authorization_pending"), .tokens,
        ]
        try await withServer(words, { $0.retries = 0 }) { bench in
            bench.faults.fault(.close, "POST", "^/oauth/token$", from: 6)
            let login = try await bench.hub.login { _ in }
            #expect(login.user == "me")
            #expect(polls(bench) == words.count)
        }
    }

    @Test(arguments: [
        ("access_denied", HubError.Kind.forbidden), ("expired_token", .timeout), ("invalid_grant", .unauthorized),
    ])
    func endsWhenTheServerSaysSo(word: String, kind: HubError.Kind) async throws {
        try await withServer([.error("authorization_pending"), .error(word)]) { bench in
            let error = try await hubError { _ = try await bench.hub.login { _ in } }
            #expect(error?.kind == kind)
            #expect(polls(bench) == 2)
            #expect(bench.names(in: "") == [])
        }
    }

    @Test func endsWithTheCode() async throws {
        let clock = TestClock()
        try await withServer([.error("authorization_pending")], interval: 100, clock: clock) { bench in
            let error = try await hubError { _ = try await bench.hub.login { _ in } }
            #expect(error?.kind == .timeout && error?.suggestion == "Log in again")
            #expect(polls(bench) == 9 && clock.waits.reduce(.zero, +) == .seconds(900))
        }
    }

    @Test(arguments: [404, 405, 501])
    func saysWhenTheHubHasNone(status: Int) async throws {
        try await withServer([.tokens]) { bench in
            bench.faults.fault(.status(status), "POST", "^/oauth/device$", times: nil)
            let error = try await hubError { _ = try await bench.hub.login { _ in Issue.record("shown") } }
            #expect(error?.kind == .notSupported)
            #expect(polls(bench) == 0)
        }
    }

    /// An OAuth server knows clients by their id, and another deployment needn't know the usual one.
    @Test(arguments: [(400, "invalid_client"), (401, "invalid_client"), (400, "unauthorized_client")])
    func saysWhenTheServerDoesNotKnowThisClient(status: Int, word: String) async throws {
        try await withServer([.tokens], { $0.oauthClientID = "mine" }) { bench in
            bench.faults.fault(
                .answer { _, answer in answer = FaultAnswer(status, text: "{\"error\":\"\(word)\"}") }, "POST",
                "^/oauth/device$", times: nil)
            let error = try await hubError { _ = try await bench.hub.login { _ in Issue.record("shown") } }
            #expect(error?.kind == .notSupported)
            #expect(error?.suggestion?.contains("HF_DEVICE_CODE_OAUTH_CLIENT_ID") == true)
            let form = try #require(bench.faults.requests("POST", "^/oauth/device$").first).form
            #expect(form.contains { $0.name == "client_id" && $0.value == "mine" })
        }
    }

    @Test func keepsNothingThatTheHubDoesNotKnow() async throws {
        try await withServer([.other(200, "{\"access_token\":\"t2\"}")]) { bench in
            let error = try await hubError { _ = try await bench.hub.login { _ in } }
            #expect(error?.kind == .unauthorized)
            #expect(bench.names(in: "") == [])
        }
    }

    @Test(arguments: [true, false])
    func canBeCancelled(whileItWaits: Bool) async throws {
        // By real time: it would wait for minutes.
        try await withServer([.tokens], interval: whileItWaits ? 300 : 1, clock: nil) { bench in
            if !whileItWaits { bench.faults.fault(.silence, "POST", "^/oauth/token$", times: nil) }
            let hub = bench.hub
            let (signals, signal) = AsyncStream<Void>.makeStream()
            let task = Task { try await hub.login { _ in signal.yield() } }
            for await _ in signals { break }
            if !whileItWaits { try await until { polls(bench) > 0 } }
            task.cancel()
            let error = try await hubError { _ = try await task.value }
            #expect(error?.kind == .cancelled)
            #expect(polls(bench) == (whileItWaits ? 0 : 1))
            #expect(bench.names(in: "") == [])
        }
    }
}
