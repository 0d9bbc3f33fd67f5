import HTTPTypes
import HubAPI

extension Hub {
    /// Papers that a search finds.
    ///
    /// - Parameters:
    ///   - text: Words that are looked for.
    ///   - limit: Papers in all; nil for all.
    /// - Returns: A list that throws ``HubError``: `notSupported` on a hub without papers, ….
    public func papers(search text: String, limit: Int? = nil) -> HubList<PaperInfo> {
        var query = [(name: "q", value: text)]
        if let limit { query.append(("limit", String(max(limit, 1)))) }
        return offering(
            "papers", session.list(.get("/api/papers/search", query, about: "the search for papers"), limit: limit))
    }

    /// One paper.
    ///
    /// - Parameter id: Its number at arXiv: `1706.03762`.
    /// - Throws: ``HubError``: `notFound`, `notSupported` on a hub without papers.
    public func paper(_ id: String) async throws(HubError) -> PaperInfo {
        let call = HubCall.get("/api/papers/\(PercentEncoding.segment(id))", about: "paper \(id)")
        let session = session
        return try await offering("papers") { () async throws(HubError) in try await session.value(call) }
    }

    /// The text of a paper, in Markdown.
    ///
    /// - Parameter id: Its number at arXiv: `1706.03762`.
    /// - Throws: ``HubError``: `notFound`, `notSupported` on a hub without papers.
    public func paperText(_ id: String) async throws(HubError) -> String {
        var call = HubCall(.get, .path("/papers/\(PercentEncoding.segment(id)).md"))
        call.subject = "the text of paper \(id)"
        let (session, asked) = (session, call)
        let answer = try await offering("papers") { () async throws(HubError) in try await session.answer(asked) }
        return String(decoding: answer.body, as: UTF8.self)
    }

    /// The papers that people put on the daily list.
    ///
    /// - Parameters:
    ///   - date: One day's: `2026-01-31`.
    ///   - week: One week's: `2026-W05`.
    ///   - month: One month's: `2026-01`.
    ///   - submitter: Those that this account put there.
    ///   - sort: `publishedAt` or `trending`.
    ///   - limit: Papers in all; nil for all.
    /// - Returns: A list that throws ``HubError``: `notSupported` on a hub without papers, ….
    public func dailyPapers(
        date: String? = nil, week: String? = nil, month: String? = nil, submitter: String? = nil, sort: String? = nil,
        limit: Int? = nil
    ) -> HubList<PaperInfo> {
        var query: [(name: String, value: String)] = []
        for (name, value) in [
            ("date", date), ("week", week), ("month", month), ("submitter", submitter), ("sort", sort),
        ] {
            if let value { query.append((name, value)) }
        }
        // The Hub gives a hundred at a time at most.
        if let limit { query.append(("limit", String(min(max(limit, 1), 100)))) }
        let list: HubList<PaperInfo> = session.list(
            .get("/api/daily_papers", query, about: "the daily papers"), paging: .numbers(parameter: "p"), limit: limit
        ) { answer throws(HubError) in try answer.values() }
        return offering("papers", list)
    }
}
