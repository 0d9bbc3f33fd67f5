import HTTPTypes
import HubAPI
import TestSupport
import Testing

@testable import HubClient

@Suite struct TrustedPublisherTests {
    private let clock = TestClock()
    private let gitHub = [
        "GITHUB_ACTIONS": "true", "ACTIONS_ID_TOKEN_REQUEST_URL": "http://ci.test/id?job=1",
        "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "ci-secret",
    ]

    private func session(
        _ transport: ScriptedTransport, _ variables: [String: String],
        _ change: (inout HubConfiguration) -> Void = { _ in }
    ) throws -> HubSession {
        let folder = "/nowhere"
        var configuration = try HubConfiguration.environment(
            [
                "HF_ENDPOINT": "http://hub.test", "HF_HOME": folder, "HOME": folder, "HF_TOKEN": "hf_env",
            ].merging(variables) { $1 })
        configuration.retries = 0
        change(&configuration)
        return HubSession(configuration, transport: transport, logger: .silent, clock: clock.clock())
    }

    private func body(_ request: TransportRequest) throws -> JSONValue {
        guard case .bytes(let bytes) = request.body else { throw HubError(.invalidInput, "no body") }
        return try JSONValue(parsing: bytes)
    }

    @Test func exchangesTheIdentityItWasGiven() async throws {
        let transport = ScriptedTransport { _ throws(TransportError) in
            .answer(200, [], "{\"access_token\":\"hf_jwt\",\"expires_in\":1000}")
        }
        let session = try session(transport, ["HF_OIDC_RESOURCE": "me/model", "HF_OIDC_ID_TOKEN": "id\n"])
        for _ in 0..<2 { #expect(try await session.token() == "hf_jwt") }
        #expect(transport.asked == ["POST http://hub.test/oauth/token"])
        let request = try #require(transport.requests.first)
        #expect(request["Authorization"] == nil)
        #expect(request["Content-Type"] == "application/json")
        #expect(
            try body(request) == [
                "grant_type": "urn:ietf:params:oauth:grant-type:token-exchange",
                "subject_token_type": "urn:ietf:params:oauth:token-type:id_token", "subject_token": "id",
                "resource": "me/model",
            ])
        clock.pass(.seconds(999))
        _ = try await session.token()
        #expect(transport.asked.count == 1)
        clock.pass(.seconds(1))
        _ = try await session.token()
        #expect(transport.asked.count == 2)
    }

    @Test func asksGitHubForTheIdentity() async throws {
        let transport = ScriptedTransport { request throws(TransportError) in
            request.url.hasPrefix("http://ci.test/")
                ? .answer(200, [], "{\"value\":\"minted\"}")
                : .answer(200, [], "{\"access_token\":\"hf_jwt\",\"expires_in\":1000}")
        }
        let variables = ["HF_OIDC_RESOURCE": "me"].merging(gitHub) { $1 }
        let session = try session(transport, variables)
        #expect(try await session.token() == "hf_jwt")
        let exchange = [
            "GET http://ci.test/id?job=1&audience=http%3A%2F%2Fhub.test", "POST http://hub.test/oauth/token",
        ]
        #expect(transport.asked == exchange)
        #expect(transport.requests.map { $0["Authorization"] } == ["Bearer ci-secret", nil])
        #expect(try body(transport.requests[1])["subject_token"]?.string == "minted")
        // It is replaced before it ends.
        clock.pass(.seconds(699))
        _ = try await session.token()
        #expect(transport.asked.count == 2)
        clock.pass(.seconds(1))
        _ = try await session.token()
        #expect(transport.asked == exchange + exchange)
    }

    @Test func asksOnceForManyRequests() async throws {
        let transport = ScriptedTransport { _ throws(TransportError) in
            try? await Task.sleep(for: .milliseconds(50))
            return .answer(200, [], "{\"access_token\":\"hf_jwt\"}")
        }
        let session = try session(transport, ["HF_OIDC_RESOURCE": "me", "HF_OIDC_ID_TOKEN": "id"])
        try await withThrowingTaskGroup(of: String?.self) { group in
            for _ in 0..<8 { group.addTask { try await session.token() } }
            for try await token in group { #expect(token == "hf_jwt") }
        }
        #expect(transport.asked.count == 1)
    }

    /// Another token would hide that this one isn't had.
    @Test func saysWhenTheHubRefuses() async throws {
        let transport = ScriptedTransport { _ throws(TransportError) in
            .answer(400, [], "{\"error\":\"invalid_grant\",\"error_description\":\"who?\"}")
        }
        let session = try session(transport, ["HF_OIDC_RESOURCE": "me/model", "HF_OIDC_ID_TOKEN": "id"])
        let error = await #expect(throws: HubError.self) { try await session.token() }
        #expect(error?.kind == .unauthorized)
        #expect(error?.message == "The hub gave no token for “me/model” to this CI job")
        #expect(error?.serverMessage == "invalid_grant: who?")
    }

    @Test(arguments: [
        ([:], "Set HF_OIDC_ID_TOKEN to the id token of the CI job, or unset HF_OIDC_RESOURCE"),
        (["GITHUB_ACTIONS": "true"], "Give the job the permission “id-token: write”, or unset HF_OIDC_RESOURCE"),
    ])
    func saysWhatIsMissing(variables: [String: String], suggestion: String) async throws {
        let nobody = ScriptedTransport { _ throws(TransportError) in .answer(500) }
        let session = try session(nobody, variables.merging(["HF_OIDC_RESOURCE": "me"]) { $1 })
        let error = await #expect(throws: HubError.self) { try await session.token() }
        #expect(error?.suggestion == suggestion)
        #expect(nobody.asked.isEmpty)
    }

    @Test func leavesATokenAloneThatIsGiven() async throws {
        let nobody = ScriptedTransport { _ throws(TransportError) in .answer(500) }
        #expect(try await session(nobody, ["HF_OIDC_RESOURCE": "me"]) { $0.token = .value("x") }.token() == "x")
        #expect(try await session(nobody, ["HF_OIDC_ID_TOKEN": "id"]).token() == "hf_env")
        #expect(nobody.asked.isEmpty)
    }
}
