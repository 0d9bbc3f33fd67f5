import Synchronization

/// Wakes this node's worker when work was asked for on this node. A worker also looks by itself every few seconds, so
/// a signal that is lost costs these seconds only.
final class JobSignal: Sendable {
    private struct State {
        var isRaised = false
        var sleeper: Task<Void, Never>?
    }

    private let state = Mutex(State())

    /// To be called after the transaction that asks for the work has ended.
    func raise() {
        state.withLock { state in
            state.isRaised = true
            state.sleeper?.cancel()
        }
    }

    /// Waits until the signal is raised (or was, since the last wait), at most for `duration`. For one waiter at a time.
    func wait(atMost duration: Duration) async {
        let sleeper = Task<Void, Never> { try? await Task.sleep(for: duration) }
        state.withLock { state in
            state.sleeper = sleeper
            if state.isRaised { sleeper.cancel() }
        }
        await withTaskCancellationHandler {
            await sleeper.value
        } onCancel: {
            sleeper.cancel()
        }
        state.withLock { state in
            state.isRaised = false
            state.sleeper = nil
        }
    }
}
