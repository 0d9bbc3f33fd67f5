import HubAPI

/// Who sends a request.
enum Caller: Sendable {
    case anonymous
    case user(SignedInUser)

    var user: SignedInUser? {
        if case .user(let user) = self { user } else { nil }
    }

    /// The ids of the accounts whose private repos the caller may see.
    var visibleOwners: [Int64] {
        guard let user else { return [] }
        return [user.account.id] + user.memberships.map(\.orgID)
    }
}

/// A user with what the credential that was shown allows.
struct SignedInUser: Sendable {
    let account: Account
    let memberships: [Membership]
    let grant: TokenGrant

    func role(in orgID: Int64) -> OrgRole? { memberships.first { $0.orgID == orgID }?.role }
}

/// A user or an organization.
struct Account: Sendable, Hashable {
    enum Kind: String, Sendable { case user, org }

    let id: Int64
    let kind: Kind
    let name: String
    let fullName: String
    let email: String?
    let isAdmin: Bool
    let defaultVisibility: Visibility
    let createdAt: Timestamp
}

struct Membership: Sendable, Hashable {
    let orgID: Int64
    let orgName: String
    let orgFullName: String
    let role: OrgRole
}

/// What a member may do with an organization's repos; each role may do what the ones before it may.
enum OrgRole: String, Sendable, CaseIterable, Comparable {
    /// Sees private repos.
    case read
    /// Creates repos and writes to those it created.
    case contributor
    /// Writes to all repos.
    case write
    /// Also changes settings, moves and deletes repos, and manages members.
    case admin

    static func < (left: OrgRole, right: OrgRole) -> Bool {
        guard let left = allCases.firstIndex(of: left), let right = allCases.firstIndex(of: right) else { return false }
        return left < right
    }
}

enum Visibility: String, Sendable {
    case `public`, `private`
}

/// What a token allows its bearer, at most what its user may do.
struct TokenGrant: Sendable {
    enum Role: String, Sendable, CaseIterable {
        case read, write
        case fineGrained = "fine-grained"
    }

    let tokenID: Int64
    let name: String
    let role: Role
    let createdAt: Timestamp
    /// For fine-grained tokens only.
    let scopes: [TokenScope]
}

/// One permission of a fine-grained token: what may be done with one account's repos, or with one repo.
struct TokenScope: Sendable, Hashable, Codable {
    enum Permission: String, Sendable, Codable, CaseIterable { case read, write }

    /// An account name, or `namespace/name`.
    let entity: String
    let permission: Permission
}
