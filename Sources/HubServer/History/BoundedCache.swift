import Synchronization

/// A cache of immutable values that holds at most about `limit` bytes.
///
/// It keeps two generations: what was used lately, and what was used before that. When the young one is full the
/// old one is dropped and they change places, so each access costs one or two look-ups and nothing is sorted.
final class BoundedCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct State {
        var young: [Key: (value: Value, cost: Int)] = [:]
        var old: [Key: (value: Value, cost: Int)] = [:]
        var youngCost = 0
    }

    private let limit: Int
    private let state = Mutex(State())

    /// - Parameter limit: Bytes that both generations may hold together, by the costs that are given.
    init(limit: Int) {
        self.limit = limit
    }

    func find(_ key: Key) -> Value? {
        state.withLock { state in
            if let found = state.young[key] { return found.value }
            guard let found = state.old[key] else { return nil }
            Self.keep(key, found.value, found.cost, limit, &state)
            return found.value
        }
    }

    func insert(_ key: Key, _ value: Value, cost: Int) {
        guard cost < limit / 4 else { return }
        state.withLock { Self.keep(key, value, cost, limit, &$0) }
    }

    private static func keep(_ key: Key, _ value: Value, _ cost: Int, _ limit: Int, _ state: inout State) {
        if state.youngCost + cost > limit / 2 {
            state.old = state.young
            state.young = [:]
            state.youngCost = 0
        }
        if state.young.updateValue((value, cost), forKey: key) == nil { state.youngCost += cost }
    }
}
