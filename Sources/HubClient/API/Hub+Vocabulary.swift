import HubAPI

extension Hub {
    /// The tags that models have.
    ///
    /// - Throws: ``HubError``: `notSupported` on a hub that doesn't list them, ….
    public func modelTags() async throws(HubError) -> TagsByType { try await tags(.model) }

    /// The tags that datasets have.
    ///
    /// - Throws: ``HubError``: `notSupported` on a hub that doesn't list them, ….
    public func datasetTags() async throws(HubError) -> TagsByType { try await tags(.dataset) }

    /// What models are made for, in the hub's order.
    ///
    /// - Throws: ``HubError``: `notSupported` on a hub that doesn't list them, ….
    public func tasks() async throws(HubError) -> [TaskInfo] {
        let session = session
        let answer = try await offering("a list of tasks") { () async throws(HubError) in
            try await session.answer(.get("/api/tasks", about: "the list of tasks"))
        }
        guard let members = try answer.json().members else { throw answer.misunderstood("it is no object") }
        return members.map(TaskInfo.init)
    }

    private func tags(_ type: RepoType) async throws(HubError) -> TagsByType {
        let call = HubCall.get("/api/\(type.plural)-tags-by-type", about: "the tags of \(type.plural)")
        let session = session
        return try await offering("a list of tags") { () async throws(HubError) in try await session.value(call) }
    }
}
