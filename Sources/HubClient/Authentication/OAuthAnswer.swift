import HTTPTypes

/// What an OAuth server's token endpoint says (RFC 6749 § 5).
struct OAuthAnswer: Decodable, Sendable {
    var access_token: String?
    var refresh_token: String?
    /// Seconds.
    var expires_in: Double?
    var error: String?
    var error_description: String?

    /// What went wrong, in the server's words.
    var complaint: String? { error.map { [$0, error_description].compactMap(\.self).joined(separator: ": ") } }
}

extension HubSession {
    /// Asks the hub's OAuth server for tokens. Refusals are answers here too.
    func oauthTokens(_ form: [(name: String, value: String)]) async throws(HubError) -> OAuthAnswer {
        try await oauthTokens(oauthCall("/oauth/token", form))
    }

    func oauthTokens(_ call: HubCall) async throws(HubError) -> OAuthAnswer {
        let answer = try await answer(
            call, accepting: Set(400..<500).subtracting([408, 429]), limit: 1 << 20)
        do {
            return try answer.decode(OAuthAnswer.self)
        } catch {
            guard (200..<300).contains(answer.status) else {
                throw HubError(
                    .notSupported, "The hub has no OAuth server, or it refuses this client", request: answer.request,
                    status: answer.status)
            }
            throw error
        }
    }

    /// A form for the OAuth server, with this client's name in it and without any token.
    func oauthCall(_ path: String, _ form: [(name: String, value: String)]) -> HubCall {
        var call = HubCall(.post, .path(path))
        let all = form + [(name: "client_id", value: configuration.oauthClientID)]
        call.body = .bytes(Array((PercentEncoding.query(all) ?? "").utf8))
        call.headers[.contentType] = "application/x-www-form-urlencoded"
        call.headers[.accept] = "application/json"
        call.authorization = .none
        call.repeats = .ifNotBegun
        return call
    }
}
