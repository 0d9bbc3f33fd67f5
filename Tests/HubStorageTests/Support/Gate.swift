import Dispatch

/// Lets a blocking thread and a task wait for each other.
final class Gate: Sendable {
    enum Step: Sendable { case first, second }

    private let first = DispatchSemaphore(value: 0)
    private let second = DispatchSemaphore(value: 0)

    func open(_ step: Step) { semaphore(step).signal() }

    func wait(for step: Step) { semaphore(step).wait() }

    func waitAsync(for step: Step) async {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                self.wait(for: step)
                continuation.resume()
            }
        }
    }

    private func semaphore(_ step: Step) -> DispatchSemaphore { step == .first ? first : second }
}
