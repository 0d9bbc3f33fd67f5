/// What happens during a download, as it happens. Can be read once.
public struct TransferEvents: AsyncSequence, Sendable {
    typealias Job = @Sendable (@escaping @Sendable (TransferEvent) -> Void) async throws(HubError) -> Void

    private let job: Job

    init(_ job: @escaping Job) { self.job = job }

    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(job) }

    /// Reads one event after another. The download ends with it.
    public struct AsyncIterator: AsyncIteratorProtocol {
        private let run: Run

        fileprivate init(_ job: @escaping Job) { run = Run(job) }

        public mutating func next(isolation actor: isolated (any Actor)?) async throws(HubError) -> TransferEvent? {
            try await run.next()
        }

        public mutating func next() async throws(HubError) -> TransferEvent? { try await run.next() }
    }

    /// The download, which ends with the last reference to it.
    private final class Run: Sendable {
        private let queue = EventQueue()
        private let task: Task<Void, Never>

        init(_ job: @escaping Job) {
            let queue = queue
            task = Task.detached {
                do throws(HubError) {
                    try await job { queue.add($0) }
                    queue.finish(nil)
                } catch {
                    queue.finish(error)
                }
            }
        }

        deinit { task.cancel() }

        func next() async throws(HubError) -> TransferEvent? {
            await withTaskCancellationHandler {
                await queue.wait()
            } onCancel: {
                task.cancel()
            }
            return try queue.next()
        }
    }
}
