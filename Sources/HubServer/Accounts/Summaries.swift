package import HubAPI

/// A user as `list-users` shows one.
package struct AccountSummary: Sendable {
    package let name: String
    package let fullName: String
    package let email: String?
    package let isAdmin: Bool
    package let isDisabled: Bool
    package let hasPassword: Bool
    package let createdAt: Timestamp
    /// Names of organizations, with the role in each.
    package let organizations: [(name: String, role: String)]

    init(_ account: Account, isDisabled: Bool, hasPassword: Bool, organizations: [Membership]) {
        name = account.name
        fullName = account.fullName
        email = account.email
        isAdmin = account.isAdmin
        self.isDisabled = isDisabled
        self.hasPassword = hasPassword
        createdAt = account.createdAt
        self.organizations = organizations.map { ($0.orgName, $0.role.rawValue) }
    }
}

/// A token as `list-tokens` shows one: never its secret, nor the hash of it.
package struct TokenSummary: Sendable {
    /// 16 hex digits, by which the token can be revoked.
    package let id: String
    package let user: String
    package let name: String
    package let role: String
    /// `entity:permission` each.
    package let scopes: [String]
    package let createdAt: Timestamp
    package let expiresAt: Timestamp?
    package let lastUsedAt: Timestamp?
    package let revokedAt: Timestamp?

    init(_ row: TokenRow) {
        id = Self.publicID(row.grant.tokenID)
        user = row.account.name
        name = row.grant.name
        role = row.grant.role.rawValue
        scopes = row.grant.scopes.map { "\($0.entity):\($0.permission.rawValue)" }
        createdAt = row.grant.createdAt
        expiresAt = row.expiresAt
        lastUsedAt = row.lastUsedAt
        revokedAt = row.revokedAt
    }

    private static let digits = 16

    private static func publicID(_ id: Int64) -> String {
        let text = String(UInt64(bitPattern: id), radix: 16)
        return String(repeating: "0", count: digits - text.count) + text
    }

    /// The range of ids whose public form begins with some digits; nil when none can.
    static func ids(beginningWith text: String) -> ClosedRange<Int64>? {
        let text = text.lowercased()
        guard (1...digits).contains(text.count), text.allSatisfy({ "0123456789abcdef".contains($0) }),
            let first = UInt64(text + String(repeating: "0", count: digits - text.count), radix: 16),
            let last = UInt64(text + String(repeating: "f", count: digits - text.count), radix: 16),
            let low = Int64(exactly: first)
        else { return nil }
        return low...(Int64(exactly: last) ?? .max)
    }
}
