/// Lets so many pieces of work run at the same time; others wait for their turn.
actor Turns {
    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(_ count: Int) { free = count }

    func run<Value: Sendable>(_ work: @Sendable () async throws -> Value) async throws -> Value {
        if free > 0 {
            free -= 1
        } else {
            await withCheckedContinuation { waiting.append($0) }
        }
        defer { pass() }
        return try await work()
    }

    /// The turn goes to who has waited longest.
    private func pass() {
        if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
    }
}
