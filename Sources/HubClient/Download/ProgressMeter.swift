/// Tells how much of one file lies here: at most ten times a second, and never less than before, also when a file has
/// to be begun anew.
final class ProgressMeter {
    private let file: String
    private let tell: @Sendable (TransferEvent) -> Void
    private var total: Int64?
    private var told: Int64 = -1
    private var next = ContinuousClock.now

    init(file: String, total: Int64?, tell: @escaping @Sendable (TransferEvent) -> Void) {
        self.file = file
        self.total = total
        self.tell = tell
    }

    /// - Parameter isLast: Tells it although little time has passed.
    func report(_ completed: Int64, total known: Int64? = nil, isLast: Bool = false) {
        if let known { total = max(total ?? 0, known) }
        guard completed > told else { return }
        let now = ContinuousClock.now
        guard isLast || now >= next else { return }
        // What lies here at the beginning is not news for which the first bytes would have to wait.
        if told >= 0 { next = now + .milliseconds(100) }
        told = completed
        tell(.bytes(file: file, completed: completed, total: total.map { max($0, completed) }))
    }

    func restarted(_ reason: String) { tell(.restarted(file: file, reason: reason)) }
}
