import HTTPTypes
import HubAPI

/// Who a token belongs to.
public struct Login: Sendable, Hashable {
    /// The name under which the token is stored.
    public let tokenName: String
    /// The user's name on the hub.
    public let user: String
    /// What the token may do, such as `read` or `write`; nil if the hub doesn't say.
    public let role: String?
}

extension Hub {
    /// The tokens that this machine knows, shared with Python's client.
    public var tokens: TokenStore { TokenStore(configuration) }

    /// The token that this hub is asked with; nil if there is none. One that is about to expire is renewed first.
    ///
    /// - Throws: ``HubError`` of kind `fileSystem` if the token file can't be read.
    public func token() async throws(HubError) -> String? { try await session.token() }

    /// Asks the hub whose token this is, stores it under the name it has there, and makes it the active one.
    ///
    /// - Throws: ``HubError`` of kind `unauthorized` if the hub doesn't know the token, in which case nothing is stored;
    ///   `fileSystem`, `outOfSpace`; `network` and others of the request.
    public func login(token: String) async throws(HubError) -> Login {
        try await login(token: token, refreshToken: nil, expiresAt: nil)
    }

    func login(token: String, refreshToken: String?, expiresAt: Timestamp?) async throws(HubError) -> Login {
        guard let token = TokenText.cleaned(token) else {
            throw HubError(.invalidInput, "The token is empty", suggestion: "Make one in your account's settings")
        }
        guard !token.hasPrefix("api_org") else {
            throw HubError(
                .invalidInput, "This is the token of an organization", suggestion: "Log in with one of your own")
        }
        let login = try await session.whoami(token)
        try await tokens.save(
            StoredToken(name: login.tokenName, token: token, refreshToken: refreshToken, expiresAt: expiresAt))
        try await tokens.activate(login.tokenName)
        return login
    }

    /// Forgets a token of this machine, or all of them. Nothing is asked of the hub: there the token stays valid.
    ///
    /// - Parameter name: The name under which it is stored; nil for all.
    /// - Throws: ``HubError`` of kind `notFound`, `fileSystem`.
    public func logout(_ name: String? = nil) async throws(HubError) {
        if let name { try await tokens.remove(name) } else { try await tokens.removeAll() }
    }
}

extension HubSession {
    /// Whose token this is.
    fileprivate func whoami(_ token: String) async throws(HubError) -> Login {
        struct Wire: Decodable {
            struct Authentication: Decodable {
                struct Token: Decodable {
                    let displayName: String?
                    let role: String?
                }
                let accessToken: Token?
            }
            let name: String
            let auth: Authentication?
        }
        var call = HubCall(.get, .path("/api/whoami-v2"))
        call.authorization = .bearer(token)
        call.subject = "the owner of the token"
        let wire = try await answer(call, limit: 1 << 20).decode(Wire.self)
        let given = wire.auth?.accessToken
        let tokenName = given?.displayName.flatMap { $0.isEmpty ? nil : $0 } ?? "oauth-\(wire.name)"
        return Login(tokenName: tokenName, user: wire.name, role: given?.role)
    }
}
