import HTTPTypes
import HubAPI
import HubStorage

/// From a credential to the user who showed it.
extension AccountsService {
    /// The user of a token, with memberships, read in one transaction; nil when the token is empty.
    /// - Throws: ``HubFailure`` 401 saying whether the token is mistyped, unknown, expired or revoked.
    func authenticate(bearer token: String) async throws -> SignedInUser? {
        guard !token.isEmpty else { return nil }
        guard let shown = AccessToken(token) else {
            throw Self.invalid(
                AccessToken.looksLikeToken(token)
                    ? "The token is mistyped: its checksum does not match" : "This is not a token of this hub"
            )
        }
        let now = Timestamp.now
        let user: SignedInUser = try await database.read { db in
            let store = AccountsStore(db)
            guard let row = try store.token(hash: shown.hash) else {
                throw Self.invalid("This hub does not know the token")
            }
            if row.revokedAt != nil { throw Self.invalid("The token was revoked") }
            if let expiry = row.expiresAt, expiry <= now {
                throw Self.invalid("The token expired at \(expiry.iso8601)")
            }
            if row.isAccountDisabled { throw Self.invalid("The account is disabled") }
            return SignedInUser(
                account: row.account, memberships: try store.memberships(of: row.account.id), grant: row.grant
            )
        }
        await tokenUses.record(user.grant.tokenID, at: now.milliseconds)
        return user
    }

    /// The user of a Basic credential as git and git-lfs show it. The password may be a token, and then the name
    /// does not matter.
    /// - Throws: ``HubFailure`` 401; whether the name or the password was wrong stays untold.
    func authenticateBasic(user name: String, password: String) async throws -> SignedInUser {
        if AccessToken.looksLikeToken(password) || password.isEmpty {
            // git shows a token as the name when the address is `https://TOKEN@host`.
            guard let user = try await authenticate(bearer: password.isEmpty ? name : password) else {
                throw Self.invalid("The credential is empty")
            }
            return user
        }
        let found = try await database.read { db in try AccountsStore(db).passwordRow(name) }
        // Also computed when there is no such user, so that the time taken tells nothing.
        let isRight = try await hasher.verify(password, against: found?.hash)
        guard isRight, let found, !found.isDisabled else {
            throw Self.invalid("The user name or the password is wrong")
        }
        let memberships = try await database.read { db in
            try AccountsStore(db).memberships(of: found.account.id)
        }
        let grant = TokenGrant(
            tokenID: TokenGrant.passwordID, name: "password", role: .write,
            createdAt: found.account.createdAt,
            scopes: [])
        return SignedInUser(account: found.account, memberships: memberships, grant: grant)
    }

    /// Clients know this sentence and tell by it a bad credential from a hidden repo; the reason stands beside it.
    static func invalid(_ reason: String) -> HubFailure {
        var failure = HubFailure(
            .unauthorized, .invalidCredentials, "Invalid credentials in Authorization header")
        failure.details = [JSONMember("error_description", .string(reason))]
        return failure
    }
}

extension TokenGrant {
    /// Stands where a token's id would when a password was shown.
    static let passwordID: Int64 = 0
}
