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
            if let reason = row.refusal(at: now) { throw Self.invalid(reason) }
            return SignedInUser(
                account: row.account, memberships: try store.memberships(of: row.account.id), grant: row.grant
            )
        }
        await tokenUses.record(user.grant.tokenID, at: now.milliseconds)
        return user
    }

    /// Clients know this sentence and tell by it a bad credential from a hidden repo; the reason stands beside it.
    static func invalid(_ reason: String) -> HubFailure {
        var failure = HubFailure(
            .unauthorized, .invalidCredentials, "Invalid credentials in Authorization header")
        failure.details = [JSONMember("error_description", .string(reason))]
        return failure
    }
}
