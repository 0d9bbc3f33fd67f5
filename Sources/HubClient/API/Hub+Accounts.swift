import HubAPI

extension Hub {
    /// Whom this hub's token belongs to. The token is sent also where none is sent unasked: this asks for it.
    ///
    /// - Throws: ``HubError``: `unauthorized` without a token or with one that is not valid.
    public func whoami() async throws(HubError) -> Account {
        var call = HubCall.get("/api/whoami-v2", about: "the account of the token")
        if let token = try await session.token() { call.authorization = .bearer(token) }
        return try await session.value(call)
    }

    /// What the hub tells about a user.
    ///
    /// - Throws: ``HubError``: `notFound` if there is no such user.
    public func user(_ name: String) async throws(HubError) -> UserInfo {
        try await session.value(accountCall("users", name, "overview"))
    }

    /// What the hub tells about an organization.
    ///
    /// - Throws: ``HubError``: `notFound` if there is no such organization.
    public func organization(_ name: String) async throws(HubError) -> OrganizationInfo {
        try await session.value(accountCall("organizations", name, "overview"))
    }

    /// Who is in an organization.
    ///
    /// - Parameters:
    ///   - organization: Its name.
    ///   - limit: Members in all; nil for all.
    /// - Returns: A list that throws ``HubError``: `notFound` if there is no such organization, ….
    public func members(of organization: String, limit: Int? = nil) -> HubList<UserInfo> {
        session.list(accountCall("organizations", organization, "members"), limit: limit)
    }

    /// Who follows a user.
    ///
    /// - Parameters:
    ///   - name: The user's name.
    ///   - limit: Followers in all; nil for all.
    /// - Returns: A list that throws ``HubError``: `notFound` if there is no such user, ….
    public func followers(ofUser name: String, limit: Int? = nil) -> HubList<UserInfo> {
        session.list(accountCall("users", name, "followers"), limit: limit)
    }

    /// Who follows an organization.
    ///
    /// - Parameters:
    ///   - name: The organization's name.
    ///   - limit: Followers in all; nil for all.
    /// - Returns: A list that throws ``HubError``: `notFound` if there is no such organization, ….
    public func followers(ofOrganization name: String, limit: Int? = nil) -> HubList<UserInfo> {
        session.list(accountCall("organizations", name, "followers"), limit: limit)
    }

    /// Whom a user follows.
    ///
    /// - Parameters:
    ///   - user: The user's name.
    ///   - limit: Users in all; nil for all.
    /// - Returns: A list that throws ``HubError``: `notFound` if there is no such user, ….
    public func following(of user: String, limit: Int? = nil) -> HubList<UserInfo> {
        session.list(accountCall("users", user, "following"), limit: limit)
    }

    /// The repos that a user likes.
    ///
    /// - Parameters:
    ///   - user: The user's name.
    ///   - limit: Likes in all; nil for all.
    /// - Returns: A list that throws ``HubError``: `notSupported` on a hub without likes, ….
    public func likes(of user: String, limit: Int? = nil) -> HubList<Like> {
        offering("lists of likes", session.list(accountCall("users", user, "likes"), limit: limit))
    }

    /// The repos of an account with the space that they take.
    ///
    /// - Parameters:
    ///   - organization: Nil for those of the token's user.
    ///   - limit: Repos in all; nil for all.
    /// - Returns: A list that throws ``HubError``: `unauthorized`, `notSupported` on a hub without such a list, ….
    public func ownRepos(of organization: String? = nil, limit: Int? = nil) -> HubList<OwnRepo> {
        let path = organization.map { "/api/organizations/\(PercentEncoding.segment($0))/settings/repositories" }
        return offering(
            "lists of one's own repos",
            session.list(.get(path ?? "/api/settings/repositories", about: organization), limit: limit))
    }

    private func accountCall(_ kind: String, _ name: String, _ what: String) -> HubCall {
        .get("/api/\(kind)/\(PercentEncoding.segment(name))/\(what)", about: name)
    }
}

extension Repo {
    /// Who likes the repo.
    ///
    /// - Parameter limit: Users in all; nil for all.
    /// - Returns: A list that throws ``HubError``: `repositoryNotFound`, `notSupported` on a hub without likes, ….
    public func likers(limit: Int? = nil) -> HubList<UserInfo> {
        hub.offering(
            "lists of likes",
            hub.session.list(.get(reference.api("likers"), about: reference.subject()), limit: limit))
    }
}
