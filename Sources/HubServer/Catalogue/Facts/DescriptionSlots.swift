import Synchronization

/// How many descriptions run beside the requests that asked for them: headers take memory. Others wait for the worker.
final class DescriptionSlots: Sendable {
    private static let count = 4

    private let taken = Mutex(0)

    func take() -> Bool {
        taken.withLock { taken in
            guard taken < Self.count else { return false }
            taken += 1
            return true
        }
    }

    func leave() { taken.withLock { $0 -= 1 } }
}
