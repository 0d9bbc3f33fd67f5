import Synchronization

extension DownloadJob {
    /// Does something for each number below a count, for as many at once as the policy says, and stops at the first
    /// error: what is under way is cancelled then, and keeps its partial work.
    func concurrently<Result: Sendable>(
        _ count: Int, _ body: @escaping @Sendable (Int) async throws(HubError) -> Result
    ) async throws(HubError) -> [Result] {
        let work = NumberedWork<Result>(count)
        // As many tasks as work at once, and not one for each file.
        let error = await withTaskGroup(of: HubError?.self) { group in
            for _ in 0..<min(count, policy.concurrency) {
                group.addTask { await work.run(body) }
            }
            var first: HubError?
            for await error in group {
                guard first == nil, let error else { continue }
                first = error
                group.cancelAll()
            }
            return first
        }
        if let error { throw error }
        let results = work.all
        guard results.count == count else { throw HubError(.cancelled, "Cancelled: \(subject())") }
        return results
    }
}

/// What several tasks share that do one thing after the other, each taking the next.
private final class NumberedWork<Result: Sendable>: Sendable {
    private struct State {
        var next = 0
        var results: [Result?]
    }

    private let count: Int
    private let state: Mutex<State>

    init(_ count: Int) {
        self.count = count
        state = Mutex(State(results: Array(repeating: nil, count: count)))
    }

    var all: [Result] { state.withLock { $0.results.compactMap(\.self) } }

    func run(_ body: @Sendable (Int) async throws(HubError) -> Result) async -> HubError? {
        while !Task.isCancelled, let number = take() {
            do throws(HubError) {
                let result = try await body(number)
                state.withLock { $0.results[number] = result }
            } catch {
                return error
            }
        }
        return nil
    }

    private func take() -> Int? {
        state.withLock { state in
            guard state.next < count else { return nil }
            defer { state.next += 1 }
            return state.next
        }
    }
}
