import HTTPTypes
import HubAPI
import HubStorage

/// What accounts look like to others. Nothing here counts or names a repo the caller may not see.
extension AccountsService {
    struct UserOverview: Sendable {
        let account: Account
        let memberships: [Membership]
        let repos: [RepoType: Int64]
    }

    struct OrgOverview: Sendable {
        let account: Account
        let memberCount: Int64
        let repos: [RepoType: Int64]
    }

    struct MemberPage: Sendable {
        let members: [(account: Account, role: OrgRole)]
        /// Whether the caller may see roles.
        let showsRoles: Bool
        /// Where the next page begins; nil after the last.
        let next: Int64?
    }

    func userOverview(_ name: String, for caller: Caller) async throws -> UserOverview {
        try await database.read { db in
            let store = AccountsStore(db)
            let account = try Self.existing(.user, name, store)
            return UserOverview(
                account: account, memberships: try store.memberships(of: account.id),
                repos: try store.repoCounts(
                    of: account.id, privateOnes: Self.visiblePrivateRepos(of: account, for: caller)))
        }
    }

    func orgOverview(_ name: String, for caller: Caller) async throws -> OrgOverview {
        try await database.read { db in
            let store = AccountsStore(db)
            let account = try Self.existing(.org, name, store)
            return OrgOverview(
                account: account, memberCount: try store.memberCount(of: account.id),
                repos: try store.repoCounts(
                    of: account.id, privateOnes: Self.visiblePrivateRepos(of: account, for: caller)))
        }
    }

    func members(of name: String, after: Int64, limit: Int, for caller: Caller) async throws -> MemberPage {
        try await database.read { db in
            let store = AccountsStore(db)
            let org = try Self.existing(.org, name, store)
            // One more than asked for tells whether there is another page.
            let found = try store.members(of: org.id, after: after, limit: limit + 1)
            let members = Array(found.prefix(limit))
            let isMember = caller.user.map { $0.account.isAdmin || $0.role(in: org.id) != nil } ?? false
            return MemberPage(
                members: members, showsRoles: isMember,
                next: found.count > limit ? members.last?.account.id : nil)
        }
    }

    private static func existing(
        _ kind: Account.Kind, _ name: String, _ store: AccountsStore
    ) throws -> Account {
        guard let account = try store.find(name), account.kind == kind else {
            throw HubFailure(
                .notFound, .notFound,
                kind == .user ? "This user does not exist" : "This organization does not exist")
        }
        return account
    }

    /// The same rule as `Access.canRead`, for all private repos of an account at once.
    static func visiblePrivateRepos(of owner: Account, for caller: Caller) -> AccountsStore.PrivateRepos {
        guard let user = caller.user,
            user.account.isAdmin || user.account.id == owner.id || user.role(in: owner.id) != nil
        else { return .none }
        guard user.grant.role == .fineGrained else { return .all }
        let key = owner.name.lowercased()
        let entities = Set(user.grant.scopes.map { $0.entity.lowercased() })
        if entities.contains(key) { return .all }
        return .only(entities.filter { $0.hasPrefix(key + "/") }.sorted())
    }
}
