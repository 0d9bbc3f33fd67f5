internal import Synchronization

/// A value that some tasks change and one task waits on.
///
/// Only one task may wait at a time: a second one would leave the first waiting until the next change.
final class Watched<Value: Sendable>: Sendable {
    private struct Inside {
        var value: Value
        /// Counts changes, so that none between a look and the wait after it goes unseen.
        var version = 0
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let inside: Mutex<Inside>

    init(_ value: Value) { inside = Mutex(Inside(value: value)) }

    /// Changes the value, and lets the waiting task look at it.
    func update<Result: Sendable>(_ change: (inout Value) -> Result) -> Result {
        let (result, waiter) = inside.withLock { inside in
            let result = change(&inside.value)
            inside.version &+= 1
            let waiter = inside.waiter
            inside.waiter = nil
            return (result, waiter)
        }
        waiter?.resume()
        return result
    }

    /// Looks at the value, and again after each change, until there is an answer. The look may change the value, which
    /// wakes nobody.
    ///
    /// - Throws: ``HubError/Kind/cancelled`` at once when the task is cancelled.
    func wait<Answer: Sendable>(for look: (inout Value) -> Answer?) async throws(HubError) -> Answer {
        while true {
            let (answer, version) = inside.withLock { inside in (look(&inside.value), inside.version) }
            if let answer { return answer }
            await withTaskCancellationHandler {
                await withCheckedContinuation { continuation in
                    let isOver = inside.withLock { inside in
                        // The handler below comes for this lock only after the task is marked as cancelled.
                        if inside.version != version || Task.isCancelled { return true }
                        inside.waiter = continuation
                        return false
                    }
                    if isOver { continuation.resume() }
                }
            } onCancel: {
                let waiter = inside.withLock { inside in
                    defer { inside.waiter = nil }
                    return inside.waiter
                }
                waiter?.resume()
            }
            if Task.isCancelled { throw HubError(.cancelled, "The download was cancelled") }
        }
    }
}
