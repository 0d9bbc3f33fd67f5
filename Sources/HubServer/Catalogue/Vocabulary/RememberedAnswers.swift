import Synchronization

/// Answers that are the same for everybody and cost much: made once for all who ask at the same time, and remembered for
/// a while.
final class RememberedAnswers<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct Entry {
        let value: Value
        let until: ContinuousClock.Instant
    }

    private let lifetime: Duration
    private let entries = Mutex<[Key: Entry]>([:])
    private let work = SharedWork<Key, Value>()

    init(for lifetime: Duration) { self.lifetime = lifetime }

    func value(_ key: Key, _ make: @escaping @Sendable () async throws -> Value) async throws -> Value {
        if let entry = entries.withLock({ $0[key] }), entry.until > .now { return entry.value }
        return try await work.value(key) { [self] in
            let value = try await make()
            entries.withLock { $0[key] = Entry(value: value, until: .now.advanced(by: lifetime)) }
            return value
        }
    }
}
