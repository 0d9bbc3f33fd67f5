import HubAPI

extension Hub {
    /// The collections of the hub.
    ///
    /// - Parameters:
    ///   - owners: Those of these accounts; empty for everybody's.
    ///   - items: Those that hold one of these, as `models/ns/name`, `datasets/ns/name`, `papers/2311.12983`.
    ///   - sort: `lastModified`, `trending` or `upvotes`; nil for the hub's own order.
    ///   - limit: Collections in all; nil for all.
    /// - Returns: A list that throws ``HubError``: `notSupported` on a hub without collections, ….
    public func collections(
        owners: [String] = [], items: [String] = [], sort: String? = nil, limit: Int? = nil
    ) -> HubList<CollectionInfo> {
        var query = owners.map { (name: "owner", value: $0) } + items.map { (name: "item", value: $0) }
        if let sort { query.append(("sort", sort)) }
        if let size = Self.pageSize(nil, limit) { query.append(("limit", String(size))) }
        return offering(
            "collections",
            session.list(.get("/api/collections", query, about: "the list of collections"), limit: limit))
    }

    /// One collection with all that is in it.
    ///
    /// - Parameter slug: `owner/title-0123456789abcdef01234567`.
    /// - Throws: ``HubError``: `notFound`, `notSupported` on a hub without collections.
    public func collection(_ slug: String) async throws(HubError) -> CollectionInfo {
        let call = HubCall.get("/api/collections/\(PercentEncoding.path(slug))", about: "collection \(slug)")
        let session = session
        return try await offering("collections") { () async throws(HubError) in try await session.value(call) }
    }
}
