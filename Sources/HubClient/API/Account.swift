public import HubAPI

/// Whom a token belongs to.
public struct Account: HubValue {
    /// The name in ids and addresses.
    public let name: String
    /// `user`, `org`, …
    public let type: String?
    /// By which the hub knows it.
    public let id: String?
    /// As people read it.
    public let fullName: String?
    /// Its address, as far as the token may see it.
    public let email: String?
    /// Whether the address was confirmed.
    public let isEmailVerified: Bool?
    /// Whether the account is a paid one.
    public let isPro: Bool?
    /// Where its picture is; perhaps without the hub's address.
    public let avatarURL: String?
    /// The organizations that the account is in.
    public let organizations: [Membership]
    /// What is known of the token.
    public let token: AccessTokenInfo?
    /// All that the hub sent.
    public let json: JSONValue

    public init(json: JSONValue) throws(HubError) {
        name = try json.required("name")
        type = json.text("type")
        id = json.text("id")
        fullName = json.text("fullname")
        email = json.text("email")
        isEmailVerified = json.flag("emailVerified")
        isPro = json.flag("isPro")
        avatarURL = json.text("avatarUrl")
        organizations = try json.values("orgs") ?? []
        token = json["auth"]?.present("accessToken").map(AccessTokenInfo.init)
        self.json = json
    }
}

/// That someone is in an organization.
public struct Membership: HubValue {
    /// The organization's name.
    public let name: String
    /// As people read it.
    public let fullName: String?
    /// `admin`, `write`, `contributor`, `read`.
    public let role: String?
    /// Whether the organization has an enterprise plan.
    public let isEnterprise: Bool?
    /// `team`, `enterprise`, ….
    public let plan: String?

    public init(json: JSONValue) throws(HubError) {
        name = try json.required("name")
        fullName = json.text("fullname")
        role = json.text("roleInOrg")
        isEnterprise = json.flag("isEnterprise")
        plan = json.text("plan")
    }
}

/// What a hub tells about a token; never the token itself.
public struct AccessTokenInfo: Sendable, Hashable {
    /// What its owner calls it.
    public let name: String?
    /// `read`, `write` or `fineGrained`.
    public let role: String?
    /// When it was made.
    public let createdAt: Timestamp?
    /// What a fine-grained one may do, in the hub's words.
    public let permissions: JSONValue?

    init(_ json: JSONValue) {
        name = json.text("displayName")
        role = json.text("role")
        createdAt = json.time("createdAt")
        permissions = json.present("fineGrained")
    }
}

/// A user as others see one.
public struct UserInfo: HubValue {
    /// The name in ids and addresses.
    public let name: String
    /// As people read it.
    public let fullName: String?
    /// Where its picture is; perhaps without the hub's address.
    public let avatarURL: String?
    /// What it says about itself.
    public let details: String?
    /// Whether the account is a paid one.
    public let isPro: Bool?
    /// Whether the account of the token follows it.
    public let isFollowing: Bool?
    /// `user` or `org`.
    public let type: String?
    /// In a list of members, the role; only members see it.
    public let role: String?
    /// When it was made.
    public let createdAt: Timestamp?
    /// How many there are; nil if the hub doesn't tell.
    public let models, datasets, spaces, discussions, papers, upvotes, likes, following, followers: Int64?
    /// Those that the user shows to be in.
    public let organizations: [OrganizationInfo]
    /// All that the hub sent.
    public let json: JSONValue

    public init(json: JSONValue) throws(HubError) {
        guard let name = json.text("user") ?? json.text("name") else { throw .incomplete("a user without a name") }
        self.name = name
        fullName = json.text("fullname")
        avatarURL = json.text("avatarUrl")
        details = json.text("details")
        isPro = json.flag("isPro")
        isFollowing = json.flag("isFollowing")
        type = json.text("type")
        role = json.text("role")
        createdAt = json.time("createdAt")
        models = json.whole("numModels")
        datasets = json.whole("numDatasets")
        spaces = json.whole("numSpaces")
        discussions = json.whole("numDiscussions")
        papers = json.whole("numPapers")
        upvotes = json.whole("numUpvotes")
        likes = json.whole("numLikes")
        following = json.whole("numFollowing")
        followers = json.whole("numFollowers")
        organizations = try json.values("orgs") ?? []
        self.json = json
    }
}

/// An organization as others see it.
public struct OrganizationInfo: HubValue {
    /// The name in ids and addresses.
    public let name: String
    /// As people read it.
    public let fullName: String?
    /// Where its picture is; perhaps without the hub's address.
    public let avatarURL: String?
    /// What it says about itself.
    public let details: String?
    /// Whether the hub has checked it.
    public let isVerified: Bool?
    /// Whether the account of the token follows it.
    public let isFollowing: Bool?
    /// `enterprise`, `team`, …
    public let plan: String?
    /// How many there are; nil if the hub doesn't tell.
    public let members, models, datasets, spaces, papers, followers: Int64?
    /// All that the hub sent.
    public let json: JSONValue

    public init(json: JSONValue) throws(HubError) {
        name = try json.required("name")
        fullName = json.text("fullname")
        avatarURL = json.text("avatarUrl")
        details = json.text("details")
        isVerified = json.flag("isVerified")
        isFollowing = json.flag("isFollowing")
        plan = json.text("plan")
        members = json.whole("numUsers")
        models = json.whole("numModels")
        datasets = json.whole("numDatasets")
        spaces = json.whole("numSpaces")
        papers = json.whole("numPapers")
        followers = json.whole("numFollowers")
        self.json = json
    }
}
