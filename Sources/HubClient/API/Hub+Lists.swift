import HubAPI

extension Hub {
    /// The models of the hub that meet all filters.
    ///
    /// - Parameters:
    ///   - filters: Conditions that must all be met; without any, all models of the hub.
    ///   - sort: Nil for the hub's own order, the liveliest first most often.
    ///   - expand: These properties and nothing else; empty for what the hub tells unasked.
    ///   - full: With all that lists can tell: files, commit, last change.
    ///   - cardData: With the metadata of the card.
    ///   - config: With what is chosen from `config.json`.
    ///   - limit: Models in all; nil for all that there are.
    ///   - pageSize: Models in one answer, 1,000 at most; nil for what the hub thinks fit.
    /// - Returns: A list that throws ``HubError``: `badRequest` for values that the hub refuses, ….
    public func models(
        _ filters: ModelFilter..., sort: RepoSort? = nil, expand: [ModelProperty] = [], full: Bool = false,
        cardData: Bool = false, config: Bool = false, limit: Int? = nil, pageSize: Int? = nil
    ) -> HubList<ModelInfo> {
        list(
            Model.self, filters, sort: sort, expand: expand, full: full, cardData: cardData, config: config,
            limit: limit, pageSize: pageSize)
    }

    /// The datasets of the hub that meet all filters; the parameters are those of `models`.
    public func datasets(
        _ filters: DatasetFilter..., sort: RepoSort? = nil, expand: [DatasetProperty] = [], full: Bool = false,
        limit: Int? = nil, pageSize: Int? = nil
    ) -> HubList<DatasetInfo> {
        list(Dataset.self, filters, sort: sort, expand: expand, full: full, limit: limit, pageSize: pageSize)
    }

    /// The Spaces of the hub that meet all filters; the parameters are those of `models`.
    public func spaces(
        _ filters: SpaceFilter..., sort: RepoSort? = nil, expand: [SpaceProperty] = [], full: Bool = false,
        limit: Int? = nil, pageSize: Int? = nil
    ) -> HubList<SpaceInfo> {
        list(Space.self, filters, sort: sort, expand: expand, full: full, limit: limit, pageSize: pageSize)
    }

    /// The repos of one kind that meet all filters: what `models`, `datasets` and `spaces` call, for code that works
    /// with any of them. Hubs look at `cardData` and `config` for models only.
    public func list<Kind: RepoKind>(
        _ kind: Kind.Type, _ filters: [Kind.Filter] = [], sort: RepoSort? = nil, expand: [Kind.Property] = [],
        full: Bool = false, cardData: Bool = false, config: Bool = false, limit: Int? = nil, pageSize: Int? = nil
    ) -> HubList<Kind.Info> {
        var query = filters.flatMap(\.query).map { (name: $0.name, value: $0.value) }
        if let sort {
            query.append(("sort", sort.property))
            if sort.isAscending { query.append(("direction", "1")) }
        }
        query += expand.map { ("expand", $0.rawValue) }
        if full { query.append(("full", "true")) }
        if cardData { query.append(("cardData", "true")) }
        if config { query.append(("config", "true")) }
        if let size = Self.pageSize(pageSize, limit) { query.append(("limit", String(size))) }
        return session.list(
            .get("/api/\(kind.type.plural)", query, about: "the list of \(kind.type.plural)"), limit: limit)
    }

    /// What to ask for in one answer: no more than is wanted in all, and than hubs give.
    static func pageSize(_ pageSize: Int?, _ limit: Int?) -> Int? {
        let most = 1000
        switch (pageSize, limit) {
        case (nil, nil): return nil
        case (let size?, nil): return min(max(size, 1), most)
        case (nil, let limit?): return min(max(limit, 1), most)
        case (let size?, let limit?): return min(max(size, 1), max(limit, 1), most)
        }
    }
}
