import HubAPI
import HubStorage

/// Making, listing and revoking tokens.
extension AccountsService {
    private static let longestLife = Duration.seconds(10 * 366 * 86_400)

    /// Makes a token and returns it: the only time that it can be seen.
    ///
    /// - Parameters:
    ///   - scopes: For fine-grained tokens, each `account:read`, `account:write`, `account/repo:read` or
    ///     `account/repo:write`.
    /// - Throws: ``AccountsError``.
    package func createToken(
        user: String, name: String? = nil, role: String = "write", scopes: [String] = [],
        expiresIn: Duration? = nil
    ) async throws -> String {
        let role: TokenGrant.Role = try Self.word(role, "token role")
        let scopes = try scopes.map(Self.scope)
        if role == .fineGrained, scopes.isEmpty {
            throw AccountsError(.invalidValue, "a fine-grained token needs at least one scope")
        }
        if role != .fineGrained, !scopes.isEmpty {
            throw AccountsError(.invalidValue, "only a fine-grained token has scopes")
        }
        if let expiresIn, expiresIn <= .zero || expiresIn > Self.longestLife {
            throw AccountsError(.invalidValue, "a token lives at least a second and at most ten years")
        }
        if let name { try Self.check(line: name, "token name") }
        let token = AccessToken()
        let now = Timestamp.now
        let expiry = expiresIn.map { Timestamp(milliseconds: now.milliseconds + $0.milliseconds) }
        let grant = TokenGrant(
            tokenID: Identifier.make(at: now), name: name ?? "token of \(now.iso8601.prefix(10))", role: role,
            createdAt: now, scopes: scopes)
        try await database.write { db in
            let store = AccountsStore(db)
            let user = try Self.require(.user, user, try store.find(user))
            for scope in scopes {
                let namespace = String(scope.entity.prefix { $0 != "/" })
                guard try store.find(namespace) != nil else {
                    throw AccountsError(.unknownAccount, "there is no user or organization \"\(namespace)\"")
                }
            }
            try store.insert(grant, of: user.id, hash: token.hash, expiresAt: expiry)
        }
        return token.text
    }

    package func listTokens() async throws -> [TokenSummary] {
        try await database.read { db in
            try AccountsStore(db).tokens(ids: 0...Int64.max, limit: .max).map(TokenSummary.init)
        }
    }

    /// Revokes a token, named by its id, by the beginning of the id if no other token's begins so, or by itself.
    /// - Throws: ``AccountsError``.
    @discardableResult
    package func revokeToken(_ idOrToken: String) async throws -> TokenSummary {
        let token = AccessToken(idOrToken)
        let ids = TokenSummary.ids(beginningWith: idOrToken)
        return try await database.write { db in
            let store = AccountsStore(db)
            let found: [TokenRow] =
                if let token {
                    try store.token(hash: token.hash).map { [$0] } ?? []
                } else if let ids {
                    try store.tokens(ids: ids, limit: 2)
                } else {
                    []
                }
            guard let row = found.first else {
                throw AccountsError(
                    .unknownToken, "there is no such token: `roost admin list-tokens` shows the ids")
            }
            guard found.count == 1 else {
                throw AccountsError(
                    .ambiguousToken, "several tokens have ids that begin so: give more of the id")
            }
            try store.revokeToken(row.grant.tokenID, at: .now)
            return TokenSummary(row)
        }
    }

    private static func scope(_ text: String) throws -> TokenScope {
        func refuse(_ why: String) -> AccountsError {
            AccountsError(.invalidValue, "\"\(AccountsError.shown(text))\" is not a scope: \(why)")
        }
        guard let colon = text.lastIndex(of: ":") else {
            throw refuse("write it like account/repo:write or account:read")
        }
        let entity = String(text[..<colon])
        guard let permission = TokenScope.Permission(rawValue: String(text[text.index(after: colon)...]))
        else {
            throw refuse("it must end in :read or :write")
        }
        let parts = entity.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard (1...2).contains(parts.count), parts.allSatisfy(RepoID.isValidName) else {
            throw refuse("\"\(AccountsError.shown(entity))\" is neither an account nor a repo id")
        }
        return TokenScope(entity: entity, permission: permission)
    }
}

extension Duration {
    /// Whole milliseconds.
    fileprivate var milliseconds: Int64 {
        components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    }
}
