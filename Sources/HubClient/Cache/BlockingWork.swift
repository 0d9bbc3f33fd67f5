import NIOPosix
import Synchronization

/// Runs what may block for long (hashing, scanning, synchronizing) on threads of its own, so that the few that run
/// all tasks stay free.
enum BlockingWork {
    /// Tells work on another thread that nobody waits for it any more.
    final class Cancellation: Sendable {
        private let flag = Atomic(false)

        var isCancelled: Bool { flag.load(ordering: .relaxed) }

        fileprivate func cancel() { flag.store(true, ordering: .relaxed) }

        /// Throws once the task that waits has been cancelled.
        func check() throws(HubError) {
            if isCancelled { throw HubError(.cancelled, "Cancelled") }
        }
    }

    static func run<Result: Sendable>(
        _ body: @escaping @Sendable (Cancellation) throws(HubError) -> Result
    ) async throws(HubError) -> Result {
        let cancellation = Cancellation()
        do {
            return try await withTaskCancellationHandler {
                try await NIOThreadPool.singleton.runIfActive { try body(cancellation) }
            } onCancel: {
                cancellation.cancel()
            }
        } catch let error as HubError {
            throw error
        } catch {
            throw HubError(.cancelled, "Cancelled")
        }
    }
}
