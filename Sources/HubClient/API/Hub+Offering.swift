extension Hub {
    /// Runs a question that not every hub knows.
    ///
    /// - Throws: ``HubError/Kind/notSupported`` with the hub's name in place of a route that isn't there.
    func offering<Answer>(
        _ feature: String, _ ask: () async throws(HubError) -> Answer
    ) async throws(HubError) -> Answer {
        do { return try await ask() } catch { throw named(error, feature) }
    }

    /// The same for a list.
    func offering<Item>(_ feature: String, _ list: HubList<Item>) -> HubList<Item> {
        let pages = list.pages
        let hub = self
        var named = pages
        named.rename = { hub.named($0, feature) }
        return HubList(pages: named)
    }

    private func named(_ error: HubError, _ feature: String) -> HubError {
        let isMissing =
            switch error.kind {
            case .notSupported: true
            // A hub that has the route says in a code or in words what it didn't find. 405 is a web page's route.
            case .notFound: error.code == nil || error.code == "NotImplemented"
            case .badRequest: error.status == 405
            default: false
            }
        guard isMissing else { return error }
        var error = error
        error.kind = .notSupported
        error.message = "The hub \(configuration.endpoint) does not offer \(feature)"
        return error
    }
}
