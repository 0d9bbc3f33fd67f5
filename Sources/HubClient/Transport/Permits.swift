internal import Synchronization

/// A number of permits of something scarce, such as bytes of memory or requests. Who comes first is served first.
final class Permits: Sendable {
    private struct Waiter {
        let id: Int
        let count: Int
        let continuation: CheckedContinuation<Bool, Never>
    }

    private struct Inside {
        var free: Int
        var nextID = 0
        var waiters: [Waiter] = []
    }

    /// All there are.
    let total: Int
    private let inside: Mutex<Inside>

    init(_ total: Int) {
        self.total = total
        inside = Mutex(Inside(free: total))
    }

    /// How many nobody has now.
    var free: Int { inside.withLock { $0.free } }
    /// How many tasks wait for some.
    var waiting: Int { inside.withLock { $0.waiters.count } }

    /// Takes permits if they are there and nobody waits for others. At most ``total`` may be asked for.
    func takeIfFree(_ count: Int) -> Bool {
        inside.withLock { inside in
            guard inside.waiters.isEmpty, inside.free >= count else { return false }
            inside.free -= count
            return true
        }
    }

    /// Takes permits, after a wait if need be. At most ``total`` may be asked for.
    ///
    /// - Throws: ``HubError/Kind/cancelled`` at once when the task is cancelled; nothing is taken then.
    func take(_ count: Int) async throws(HubError) {
        precondition(count <= total, "more permits than there are")
        let id = inside.withLock { inside in
            inside.nextID += 1
            return inside.nextID
        }
        let isTaken = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer: Bool? = inside.withLock { inside in
                    // The handler below comes for this lock only after the task is marked as cancelled.
                    if Task.isCancelled { return false }
                    if inside.waiters.isEmpty, inside.free >= count {
                        inside.free -= count
                        return true
                    }
                    inside.waiters.append(Waiter(id: id, count: count, continuation: continuation))
                    return nil
                }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            let (waiter, others) = inside.withLock { inside -> (Waiter?, [Waiter]) in
                guard let index = inside.waiters.firstIndex(where: { $0.id == id }) else { return (nil, []) }
                let waiter = inside.waiters.remove(at: index)
                // It may have stood before others that want less.
                return (waiter, Self.serve(&inside))
            }
            waiter?.continuation.resume(returning: false)
            for other in others { other.continuation.resume(returning: true) }
        }
        guard isTaken else { throw HubError(.cancelled, "The download was cancelled") }
    }

    /// Gives permits back.
    func give(_ count: Int) {
        guard count > 0 else { return }
        let served = inside.withLock { inside in
            inside.free += count
            return Self.serve(&inside)
        }
        for waiter in served { waiter.continuation.resume(returning: true) }
    }

    private static func serve(_ inside: inout Inside) -> [Waiter] {
        var served = 0
        while served < inside.waiters.count, inside.free >= inside.waiters[served].count {
            inside.free -= inside.waiters[served].count
            served += 1
        }
        let waiters = Array(inside.waiters.prefix(served))
        inside.waiters.removeFirst(served)
        return waiters
    }
}
