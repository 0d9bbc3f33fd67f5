import Dispatch
import HTTPTypes
import HubAPI
import Synchronization

/// Runs password computations one at a time on a thread of its own: they would hold up other requests, and many
/// at once would take all memory. A long queue is refused, so that guessing can't fill it without end.
final class PasswordHasher: Sendable {
    private let queue = DispatchQueue(label: "roost.passwords", qos: .userInitiated)
    private let waiting = Mutex(0)
    private let limit = 64

    func hash(_ password: String) async throws -> String {
        try await run { try Password.hash(password) }
    }

    func verify(_ password: String, against stored: String?) async throws -> Bool {
        try await run { try Password.verify(password, against: stored) }
    }

    private func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        let isAdmitted = waiting.withLock { waiting in
            guard waiting < limit else { return false }
            waiting += 1
            return true
        }
        guard isAdmitted else {
            var failure = HubFailure(
                .serviceUnavailable, .unavailable, "Too many people sign in right now: try again in a moment")
            failure.headers[.retryAfter] = "5"
            throw failure
        }
        defer { waiting.withLock { $0 -= 1 } }
        return try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result(catching: work)) }
        }
    }
}
