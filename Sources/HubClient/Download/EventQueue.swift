import Synchronization

/// Events between a download and a reader that may be slow. Of one file's `bytes` events only the latest waits, so
/// that the queue can't grow without bound.
final class EventQueue: Sendable {
    private struct State {
        var events: [TransferEvent] = []
        var first = 0
        /// Where in `events` a file's latest `bytes` event waits.
        var latest: [String: Int] = [:]
        var isFinished = false
        var error: HubError?
        var reader: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    func add(_ event: TransferEvent) {
        let reader = state.withLock { state in
            guard !state.isFinished else { return nil as CheckedContinuation<Void, Never>? }
            if case .bytes(let file, _, _) = event {
                if let index = state.latest[file] {
                    state.events[index] = event
                    return nil
                }
                state.latest[file] = state.events.count
            } else if let file = event.file {
                state.latest[file] = nil
            }
            state.events.append(event)
            return state.reader.take()
        }
        reader?.resume()
    }

    /// Nothing comes any more; after the events that wait, the error is thrown.
    func finish(_ error: HubError?) {
        let reader = state.withLock { state in
            state.isFinished = true
            state.error = error
            return state.reader.take()
        }
        reader?.resume()
    }

    /// Returns when there is something to take. For one reader at a time.
    func wait() async {
        await withCheckedContinuation { continuation in
            let isReady = state.withLock { state in
                guard state.first == state.events.count, !state.isFinished else { return true }
                state.reader = continuation
                return false
            }
            if isReady { continuation.resume() }
        }
    }

    /// The next event, nil after the last.
    func next() throws(HubError) -> TransferEvent? {
        let (event, error) = state.withLock { state -> (TransferEvent?, HubError?) in
            guard state.first < state.events.count else { return (nil, state.error.take()) }
            let event = state.events[state.first]
            state.first += 1
            if case .bytes(let file, _, _) = event { state.latest[file] = nil }
            if state.first == state.events.count {
                state.events.removeAll(keepingCapacity: true)
                state.first = 0
                state.latest.removeAll(keepingCapacity: true)
            }
            return (event, nil)
        }
        if let error { throw error }
        return event
    }
}

extension TransferEvent {
    /// The file that it is about.
    var file: String? {
        switch self {
        case .planned: nil
        case .bytes(let file, _, _), .finished(let file, _), .restarted(let file, _): file
        }
    }
}
