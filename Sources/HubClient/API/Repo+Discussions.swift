import HubAPI

/// Which discussions of a repo are meant.
public enum DiscussionKind: String, Sendable, Hashable, CaseIterable {
    /// Both.
    case all
    /// Those that bring no changes.
    case discussion
    /// Those that bring changes.
    case pullRequest = "pull_request"
}

extension Repo {
    /// The repo's discussions and pull requests, newest first.
    ///
    /// - Parameters:
    ///   - kind: Discussions, pull requests or both.
    ///   - status: `open` or `closed`; nil for both.
    ///   - author: Only those that this account began.
    ///   - limit: Discussions in all; nil for all.
    /// - Returns: A list that throws ``HubError``: `repositoryNotFound`, `notSupported` on a hub without discussions.
    public func discussions(
        _ kind: DiscussionKind = .all, status: String? = nil, author: String? = nil, limit: Int? = nil
    ) -> HubList<DiscussionInfo> {
        var query: [(name: String, value: String)] = []
        if kind != .all { query.append(("type", kind.rawValue)) }
        if let status { query.append(("status", status)) }
        if let author { query.append(("author", author)) }
        let call = HubCall.get(reference.api("discussions"), query, about: "the discussions of \(reference)")
        let list: HubList<DiscussionInfo> = hub.session.list(call, paging: .numbers(parameter: "p"), limit: limit) {
            answer throws(HubError) in
            try answer.values(under: "discussions")
        }
        return hub.offering("discussions", list)
    }

    /// One discussion or pull request with all that happened in it.
    ///
    /// - Parameters:
    ///   - number: The one that people see, from 1.
    ///   - diff: With the changes of a pull request.
    /// - Throws: ``HubError``: `notFound` if there is none of this number, `repositoryNotFound`, `notSupported` on a
    ///   hub without discussions.
    public func discussion(_ number: Int64, diff: Bool = true) async throws(HubError) -> DiscussionDetails {
        let call = HubCall.get(
            reference.api("discussions") + "/\(number)", diff ? [("diff", "1")] : [],
            about: "discussion \(number) of \(reference)")
        let session = hub.session
        return try await hub.offering("discussions") { () async throws(HubError) in try await session.value(call) }
    }
}
