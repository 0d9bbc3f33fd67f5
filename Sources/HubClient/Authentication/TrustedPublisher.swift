import HTTPTypes
import HubAPI

/// A CI job that the hub trusts by its identity: instead of a stored token it has one for a short time, for a repo or a
/// user (`HF_OIDC_RESOURCE`).
package struct TrustedPublisher: Sendable, Hashable {
    enum Identity: Sendable, Hashable {
        /// An id token that the job was given (`HF_OIDC_ID_TOKEN`).
        case token(String)
        /// Where GitHub Actions gives id tokens, and the secret to ask with.
        case gitHub(address: String, secret: String)
        /// GitHub Actions gives none to this job.
        case refusedByGitHub
        case unknown
    }

    /// What the token is for: a repo, or a user's name.
    let resource: String
    let identity: Identity

    /// - Returns: Nil without `HF_OIDC_RESOURCE`.
    init?(_ environment: Environment) {
        guard let resource = environment.text("HF_OIDC_RESOURCE") else { return nil }
        self.resource = resource
        if let token = environment.text("HF_OIDC_ID_TOKEN").flatMap(TokenText.cleaned) {
            identity = .token(token)
        } else if environment.text("GITHUB_ACTIONS") != "true" {
            identity = .unknown
        } else if let address = environment.text("ACTIONS_ID_TOKEN_REQUEST_URL"),
            let secret = environment.text("ACTIONS_ID_TOKEN_REQUEST_TOKEN")
        {
            identity = .gitHub(address: address, secret: secret)
        } else {
            identity = .refusedByGitHub
        }
    }
}

extension HubSession {
    /// How long before its end a token is replaced, in seconds. One for an id token that was given can't be.
    private static let margin = 300.0

    /// A token of the hub for the identity of a CI job (RFC 8693), and for how many seconds it can be used.
    func exchange(_ publisher: TrustedPublisher) async throws(HubError) -> (token: String, seconds: Double) {
        let (identity, margin): (String, Double)
        switch publisher.identity {
        case .token(let token): (identity, margin) = (token, 0)
        case .gitHub(let address, let secret):
            (identity, margin) = (try await identityToken(from: address, secret), Self.margin)
        case .refusedByGitHub:
            throw HubError(
                .unauthorized, "HF_OIDC_RESOURCE is set, but the job may not ask GitHub for an id token",
                suggestion: "Give the job the permission “id-token: write”, or unset HF_OIDC_RESOURCE")
        case .unknown:
            throw HubError(
                .unauthorized, "HF_OIDC_RESOURCE is set, but there is no id token to get a token for it with",
                suggestion: "Set HF_OIDC_ID_TOKEN to the id token of the CI job, or unset HF_OIDC_RESOURCE")
        }
        let form: JSONValue = [
            "grant_type": "urn:ietf:params:oauth:grant-type:token-exchange",
            "subject_token_type": "urn:ietf:params:oauth:token-type:id_token",
            "subject_token": .string(identity), "resource": .string(publisher.resource),
        ]
        var call = oauthCall("/oauth/token", [])
        call.body = .bytes(form.utf8)
        call.headers[.contentType] = "application/json"
        call.subject = "a token for \(publisher.resource)"
        let answer = try await oauthTokens(call)
        guard let token = answer.access_token.flatMap(TokenText.cleaned) else {
            throw HubError(
                .unauthorized, "The hub gave no token for “\(publisher.resource)” to this CI job",
                suggestion: "See that the hub trusts this job to publish there, or unset HF_OIDC_RESOURCE",
                serverMessage: answer.complaint)
        }
        return (token, max(0, (answer.expires_in ?? 3600) - margin))
    }

    private func identityToken(from address: String, _ secret: String) async throws(HubError) -> String {
        struct Wire: Decodable { let value: String }
        var call = HubCall(.get, .url(address))
        call.query = [(name: "audience", value: configuration.endpoint)]
        call.authorization = .bearer(secret)
        call.subject = "the id token of the CI job"
        return try await answer(call, limit: 1 << 20).decode(Wire.self).value
    }
}
