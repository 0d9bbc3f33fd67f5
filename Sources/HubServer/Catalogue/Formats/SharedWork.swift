/// Lets requests that need the same answer at the same time wait for one computation of it.
actor SharedWork<Key: Hashable & Sendable, Value: Sendable> {
    private var running: [Key: Task<Value, any Error>] = [:]

    func value(_ key: Key, _ make: @escaping @Sendable () async throws -> Value) async throws -> Value {
        if let task = running[key] { return try await task.value }
        // A task of its own: the others need the answer even if the first who asked goes away.
        let task = Task { try await make() }
        running[key] = task
        defer { running[key] = nil }
        return try await task.value
    }
}
