import HubAPI
import HubStorage

/// Accounts as the Hub's JSON describes them.
enum AccountAnswers {
    /// The picture that stands for every account.
    static func avatarURL(_ baseURL: String) -> JSONValue { .string(baseURL + "/-/assets/avatar.svg") }

    static func whoAmI(_ user: SignedInUser, baseURL: String) -> JSONValue {
        let account = user.account
        return [
            "type": "user",
            "id": .string(account.publicID),
            "name": .string(account.name),
            "fullname": .string(account.fullName),
            "email": account.email.map(JSONValue.string) ?? .null,
            "emailVerified": .bool(account.email != nil),
            "canPay": false,
            "isPro": false,
            "periodEnd": .null,
            "avatarUrl": avatarURL(baseURL),
            "orgs": .array(
                user.memberships.map { membership in
                    [
                        "type": "org",
                        "id": .string(membership.publicID),
                        "name": .string(membership.orgName),
                        "fullname": .string(membership.orgFullName),
                        "email": .null,
                        "canPay": false,
                        "periodEnd": .null,
                        "avatarUrl": avatarURL(baseURL),
                        "roleInOrg": .string(membership.role.rawValue),
                        "isEnterprise": false,
                    ]
                }),
            "auth": auth(user),
        ]
    }

    private static func auth(_ user: SignedInUser) -> JSONValue {
        let grant = user.grant
        var token = [
            JSONMember("displayName", .string(grant.name)),
            // The Hub's spelling differs from the one on its settings page.
            JSONMember("role", .string(grant.role == .fineGrained ? "fineGrained" : grant.role.rawValue)),
            JSONMember("createdAt", .string(grant.createdAt.iso8601)),
        ]
        if grant.role == .fineGrained {
            token.append(
                JSONMember(
                    "fineGrained",
                    [
                        "canReadGatedRepos": false,
                        "global": [],
                        "scoped": .array(grant.scopes.map { scoped($0, user) }),
                    ]))
        }
        return ["type": "access_token", "accessToken": .object(token)]
    }

    private static func scoped(_ scope: TokenScope, _ user: SignedInUser) -> JSONValue {
        let type =
            if scope.entity.contains("/") {
                "repo"
            } else {
                scope.entity.lowercased() == user.account.name.lowercased() ? "user" : "org"
            }
        return [
            "entity": ["type": .string(type), "name": .string(scope.entity)],
            "permissions": scope.permission == .write
                ? ["repo.content.read", "repo.write"] : ["repo.content.read"],
        ]
    }

    static func overview(_ overview: AccountsService.UserOverview, baseURL: String) -> JSONValue {
        [
            "_id": .string(overview.account.publicID),
            "avatarUrl": avatarURL(baseURL),
            "isPro": false,
            "fullname": .string(overview.account.fullName),
            "user": .string(overview.account.name),
            "type": "user",
            "details": "",
            "isFollowing": false,
            "numModels": .integer(overview.repos[.model] ?? 0),
            "numDatasets": .integer(overview.repos[.dataset] ?? 0),
            "numSpaces": .integer(overview.repos[.space] ?? 0),
            "numDiscussions": 0,
            "numPapers": 0,
            "numUpvotes": 0,
            "numLikes": 0,
            "numFollowing": 0,
            "numFollowers": 0,
            "orgs": .array(
                overview.memberships.map { membership in
                    [
                        "id": .string(membership.publicID),
                        "name": .string(membership.orgName),
                        "fullname": .string(membership.orgFullName),
                        "avatarUrl": avatarURL(baseURL),
                    ]
                }),
            "createdAt": .string(overview.account.createdAt.iso8601),
        ]
    }

    static func overview(_ overview: AccountsService.OrgOverview, baseURL: String) -> JSONValue {
        [
            "_id": .string(overview.account.publicID),
            "avatarUrl": avatarURL(baseURL),
            "fullname": .string(overview.account.fullName),
            "name": .string(overview.account.name),
            "type": "org",
            "details": "",
            "isVerified": false,
            "isFollowing": false,
            "isEnterprise": false,
            "numUsers": .integer(overview.memberCount),
            "numModels": .integer(overview.repos[.model] ?? 0),
            "numDatasets": .integer(overview.repos[.dataset] ?? 0),
            "numSpaces": .integer(overview.repos[.space] ?? 0),
            "numFollowers": 0,
            "numPapers": 0,
        ]
    }

    /// One element of a member list. Roles are told to members only.
    static func member(_ account: Account, role: OrgRole?, baseURL: String) -> JSONValue {
        let members = [
            JSONMember("_id", .string(account.publicID)),
            JSONMember("avatarUrl", avatarURL(baseURL)),
            JSONMember("fullname", .string(account.fullName)),
            JSONMember("isPro", false),
            JSONMember("user", .string(account.name)),
            JSONMember("type", "user"),
        ]
        return .object(members + (role.map { [JSONMember("role", .string($0.rawValue))] } ?? []))
    }
}

extension Account {
    var publicID: String { Identifier.public(id, createdAt: Timestamp(identifier: id)) }
}

extension Membership {
    fileprivate var publicID: String { Identifier.public(orgID, createdAt: Timestamp(identifier: orgID)) }
}

extension Timestamp {
    /// When a row id was made, which it holds itself (`Identifier`); so an id alone yields the public form of it.
    fileprivate init(identifier: Int64) {
        self.init(milliseconds: (identifier >> 22) + 1_704_067_200_000)
    }
}
