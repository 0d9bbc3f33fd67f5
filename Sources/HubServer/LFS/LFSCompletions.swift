/// The completions of uploads that run at the moment, so that a client which repeats its request, because
/// putting the parts together took longer than it or a proxy would wait, gets the outcome of the one that
/// runs.
actor LFSCompletions {
    private var running: [String: Task<Void, any Error>] = [:]

    /// Runs `work`, or waits for the work that runs under this id. It goes on when the caller goes away.
    func run(_ id: String, _ work: @escaping @Sendable () async throws -> Void) async throws {
        let task = running[id] ?? start(id, work)
        try await task.value
    }

    private func start(
        _ id: String, _ work: @escaping @Sendable () async throws -> Void
    ) -> Task<Void, any Error> {
        let task = Task {
            defer { running[id] = nil }
            try await work()
        }
        running[id] = task
        return task
    }
}
