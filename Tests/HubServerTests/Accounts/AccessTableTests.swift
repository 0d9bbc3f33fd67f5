import HubAPI
import Testing

@testable import HubServer

/// Who may do what, for every role, token and kind of repo.
@Suite struct AccessTableTests {
    static let user = account(1, "alice")
    static let org = account(9, "acme", kind: .org)

    /// A user's relation to the repo's owner.
    enum Relation: Sendable, CaseIterable, Equatable {
        case owner, siteAdmin, stranger
        case read, contributor, write, admin

        var role: OrgRole? {
            switch self {
            case .read: .read
            case .contributor: .contributor
            case .write: .write
            case .admin: .admin
            default: nil
            }
        }
    }

    struct Token: Sendable, CustomTestStringConvertible {
        let role: TokenGrant.Role
        var scopes: [TokenScope] = []
        let mayRead: Bool
        let mayWrite: Bool

        var testDescription: String { "\(role.rawValue) \(scopes.map { "\($0.entity):\($0.permission)" })" }
    }

    /// With what each lets through for the repo `Acme/Model`.
    static let tokens: [Token] = [
        Token(role: .write, mayRead: true, mayWrite: true),
        Token(role: .read, mayRead: true, mayWrite: false),
        Token(role: .fineGrained, mayRead: false, mayWrite: false),
        Token(role: .fineGrained, scopes: [scope("acme", .write)], mayRead: true, mayWrite: true),
        Token(role: .fineGrained, scopes: [scope("ACME/model", .write)], mayRead: true, mayWrite: true),
        Token(role: .fineGrained, scopes: [scope("acme", .read)], mayRead: true, mayWrite: false),
        Token(role: .fineGrained, scopes: [scope("acme/model", .read)], mayRead: true, mayWrite: false),
        Token(role: .fineGrained, scopes: [scope("acme/other", .write)], mayRead: false, mayWrite: false),
        Token(
            role: .fineGrained, scopes: [scope("acm", .write), scope("alice", .write)], mayRead: false,
            mayWrite: false),
    ]

    @Test(arguments: Relation.allCases, tokens)
    func table(_ relation: Relation, _ token: Token) {
        for isCreator in [false, true] {
            for visibility in [Visibility.public, .private] {
                let caller = Self.caller(relation, token)
                let repo = Self.repo(
                    owner: relation == .owner ? Self.user.id : Self.org.id,
                    creator: isCreator ? Self.user.id : 77, visibility)
                let belongs = relation != .stranger
                #expect(
                    Access.canRead(repo, caller) == (visibility == .public || (belongs && token.mayRead)))

                let writes: Bool =
                    switch relation {
                    case .owner, .siteAdmin, .write, .admin: true
                    case .contributor: isCreator
                    case .read, .stranger: false
                    }
                #expect(Access.canWrite(repo, caller) == (writes && token.mayWrite))

                let administers: Bool =
                    switch relation {
                    case .owner, .siteAdmin, .admin: true
                    case .contributor, .write: isCreator
                    case .read, .stranger: false
                    }
                #expect(Access.canAdminister(repo, caller) == (administers && token.mayWrite))
            }
        }
    }

    @Test(arguments: Relation.allCases, tokens)
    func creating(_ relation: Relation, _ token: Token) {
        // Scopes name Acme, so what is the user's own has that name here.
        let owner = relation == .owner ? Self.account(1, "Acme") : Self.account(9, "Acme", kind: .org)
        let may = relation != .stranger && relation != .read
        #expect(
            Access.canCreate("Model", under: owner, Self.caller(relation, token)) == (may && token.mayWrite))
    }

    @Test func anonymous() {
        for visibility in [Visibility.public, .private] {
            let repo = Self.repo(owner: 9, creator: 1, visibility)
            #expect(Access.canRead(repo, .anonymous) == (visibility == .public))
            #expect(!Access.canWrite(repo, .anonymous))
            #expect(!Access.canAdminister(repo, .anonymous))
            #expect(!Access.isMember(of: repo, .anonymous))
        }
        #expect(!Access.canCreate("x", under: Self.org, .anonymous))
    }

    // MARK: Pieces

    static func scope(_ entity: String, _ permission: TokenScope.Permission) -> TokenScope {
        TokenScope(entity: entity, permission: permission)
    }

    static func account(_ id: Int64, _ name: String, kind: Account.Kind = .user, isAdmin: Bool = false)
        -> Account
    {
        Account(
            id: id, kind: kind, name: name, fullName: name, email: nil, isAdmin: isAdmin,
            defaultVisibility: .public, createdAt: Timestamp(milliseconds: 0))
    }

    static func caller(_ relation: Relation, _ token: Token) -> Caller {
        .user(
            SignedInUser(
                account: account(1, "alice", isAdmin: relation == .siteAdmin),
                memberships: relation.role.map {
                    [Membership(orgID: org.id, orgName: org.name, orgFullName: org.fullName, role: $0)]
                } ?? [],
                grant: TokenGrant(
                    tokenID: 1, name: "t", role: token.role, createdAt: Timestamp(milliseconds: 0),
                    scopes: token.scopes)))
    }

    static func repo(owner: Int64, creator: Int64, _ visibility: Visibility) -> Repo {
        Repo(
            id: 5, type: .model, ownerID: owner, creatorID: creator, namespace: "Acme", name: "Model",
            visibility: visibility, gated: "false", disabled: false, sdk: nil, version: 1,
            createdAt: Timestamp(milliseconds: 0), head: nil, lastModified: Timestamp(milliseconds: 0), downloads: 0,
            downloadsAllTime: 0, likes: 0, trendingScore: 0, usedStorage: 0, pipelineTag: nil,
            libraryName: nil,
            parameters: nil, factsVersion: 0)
    }
}
