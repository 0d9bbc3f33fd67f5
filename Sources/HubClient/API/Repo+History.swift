import HTTPTypes

extension Repo {
    /// The repo's branches and tags.
    ///
    /// - Parameter includePullRequests: With the refs of pull requests.
    /// - Throws: ``HubError``: `repositoryNotFound`, ….
    public func refs(includePullRequests: Bool = false) async throws(HubError) -> GitRefs {
        let query = includePullRequests ? [(name: "include_prs", value: "1")] : []
        return try await hub.session.value(.get(reference.api("refs"), query, about: reference.subject()))
    }

    /// The commits from a revision back to the first one.
    ///
    /// - Parameters:
    ///   - revision: A branch, tag, ref or commit.
    ///   - formatted: With title and message as HTML.
    ///   - limit: Commits in all; nil for all.
    /// - Returns: A list that throws ``HubError``: `repositoryNotFound`, `revisionNotFound`, ….
    public func commits(
        _ revision: Revision = .main, formatted: Bool = false, limit: Int? = nil
    ) -> HubList<CommitInfo> {
        let query = formatted ? [(name: "expand[]", value: "formatted")] : []
        return hub.session.list(
            .get(reference.api("commits", revision), query, about: reference.subject(revision)), limit: limit)
    }

    /// The changes from one revision to another as git's diff writes them.
    ///
    /// - Throws: ``HubError``: `repositoryNotFound`, `revisionNotFound`, `notSupported` if the hub compares nothing.
    public func diff(from base: Revision, to head: Revision) async throws(HubError) -> String {
        let range = Revision("\(base.name)..\(head.name)")
        var call = HubCall(.get, .path(reference.api("compare", range)))
        call.subject = reference.subject(range)
        let session = hub.session
        let answer = try await hub.offering("comparing revisions") { () async throws(HubError) in
            try await session.answer(call)
        }
        return String(decoding: answer.body, as: UTF8.self)
    }
}
