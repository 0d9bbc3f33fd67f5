import HubAPI

extension HubAnswer {
    /// The body as JSON.
    ///
    /// - Throws: ``HubError/Kind/decoding``.
    func json() throws(HubError) -> JSONValue {
        do { return try JSONValue(parsing: body) } catch {
            throw misunderstood("it is not JSON: \(error)")
        }
    }

    /// The body as one thing.
    func value<Value: HubValue>(_ type: Value.Type = Value.self) throws(HubError) -> Value {
        let json = try json()
        do { return try Value(json: json) } catch { throw misunderstood(error.message) }
    }

    /// The body as an array of things, or as an object that has one under a key.
    func values<Value: HubValue>(
        _ type: Value.Type = Value.self, under key: String? = nil
    ) throws(HubError) -> [Value] {
        let json = try json()
        guard let array = key.flatMap({ json[$0]?.array }) ?? json.array else {
            throw misunderstood(key.map { "there is no array “\($0)” in it" } ?? "it is no array")
        }
        do { return try Value.all(array) } catch { throw misunderstood(error.message) }
    }

    /// Of an answer that has another shape than it should.
    func misunderstood(_ why: String) -> HubError {
        HubError(
            .decoding, "The hub's answer to \(request) can't be understood: \(why)",
            suggestion: "Check that the endpoint is the address of a hub", request: request, status: status)
    }
}

extension HubSession {
    /// The answer to a call as one thing.
    func value<Value: HubValue>(
        _ call: HubCall, as type: Value.Type = Value.self
    ) async throws(HubError) -> Value {
        try await answer(call).value()
    }
}
