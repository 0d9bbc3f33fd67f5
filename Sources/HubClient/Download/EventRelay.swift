/// Hands events to a closure that may be slow, on a task of its own, so that it never holds up the download.
enum EventRelay {
    /// Runs a job; returns when the job is done and the closure has been told everything.
    static func run<Result: Sendable>(
        _ onEvent: (@Sendable (TransferEvent) -> Void)?,
        _ job: ((@Sendable (TransferEvent) -> Void)?) async throws(HubError) -> Result
    ) async throws(HubError) -> Result {
        guard let onEvent else { return try await job(nil) }
        let queue = EventQueue()
        let reader = Task.detached {
            while true {
                await queue.wait()
                guard let event = try? queue.next() else { return }
                onEvent(event)
            }
        }
        do throws(HubError) {
            let result = try await job { queue.add($0) }
            queue.finish(nil)
            await reader.value
            return result
        } catch {
            queue.finish(nil)
            await reader.value
            throw error
        }
    }
}
