import HubAPI
import HubStorage

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A token's row, with its user's.
struct TokenRow: Sendable {
    let grant: TokenGrant
    let account: Account
    let isAccountDisabled: Bool
    let expiresAt: Timestamp?
    let lastUsedAt: Timestamp?
    let revokedAt: Timestamp?

    /// Why the token no longer holds; nil when it does.
    func refusal(at now: Timestamp) -> String? {
        if revokedAt != nil { return "The token was revoked" }
        if let expiresAt, expiresAt <= now { return "The token expired at \(expiresAt.iso8601)" }
        return isAccountDisabled ? "The account is disabled" : nil
    }
}

extension AccountsStore {
    private static let tokenColumns = """
        SELECT t.id AS token_id, t.name AS token_name, t.role AS token_role, t.scopes, t.created_at AS token_created_at,
            t.expires_at, t.last_used_at, t.revoked_at, u.*
        FROM tokens t JOIN accounts u ON u.id = t.user_id
        """

    func token(hash: [UInt8]) throws -> TokenRow? {
        try db.row(Self.tokenColumns + " WHERE t.secret_hash = ?", .blob(hash)).map(TokenRow.init(row:))
    }

    func token(id: Int64) throws -> TokenRow? {
        try db.row(Self.tokenColumns + " WHERE t.id = ?", .integer(id)).map(TokenRow.init(row:))
    }

    /// Tokens whose ids lie in a range, oldest first.
    func tokens(ids: ClosedRange<Int64>, limit: Int) throws -> [TokenRow] {
        try db.rows(
            Self.tokenColumns + " WHERE t.id >= ? AND t.id <= ? ORDER BY t.id LIMIT ?",
            .integer(ids.lowerBound), .integer(ids.upperBound), .integer(limit)
        ).map(TokenRow.init(row:))
    }

    func insert(_ grant: TokenGrant, of userID: Int64, hash: [UInt8], expiresAt: Timestamp?) throws {
        try db.execute(
            """
            INSERT INTO tokens (id, user_id, name, role, scopes, secret_hash, created_at, expires_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """,
            .integer(grant.tokenID), .integer(userID), .text(grant.name), .text(grant.role.rawValue),
            .text(String(decoding: try JSONEncoder().encode(grant.scopes), as: UTF8.self)), .blob(hash),
            .integer(grant.createdAt.milliseconds), .optional(expiresAt?.milliseconds))
    }

    func revokeToken(_ id: Int64, at now: Timestamp) throws {
        try db.execute(
            "UPDATE tokens SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL",
            .integer(now.milliseconds), .integer(id))
    }

    /// Records the times of use by token id; never moves one back, as other nodes write here too.
    func setLastUsed(_ uses: [Int64: Int64]) throws {
        // In the order of ids, so that two nodes can't wait for each other.
        try db.execute(
            "UPDATE tokens SET last_used_at = ? WHERE id = ? AND (last_used_at IS NULL OR last_used_at < ?)",
            batches: uses.sorted { $0.key < $1.key }.map { [.integer($1), .integer($0), .integer($1)] })
    }
}

extension TokenRow {
    init(row: SQLRow) throws {
        func time(_ name: String) throws -> Timestamp? {
            try row.integerOrNil(name).map(Timestamp.init(milliseconds:))
        }
        let scopes = try JSONDecoder().decode([TokenScope].self, from: Data(try row.text("scopes").utf8))
        self.init(
            grant: TokenGrant(
                tokenID: try row.integer("token_id"), name: try row.text("token_name"),
                role: try row.word("token_role"),
                createdAt: Timestamp(milliseconds: try row.integer("token_created_at")), scopes: scopes),
            account: try Account(row: row), isAccountDisabled: try row.boolean("disabled"),
            expiresAt: try time("expires_at"), lastUsedAt: try time("last_used_at"),
            revokedAt: try time("revoked_at"))
    }
}
