import HubClient
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A line for every file that is on its way and one for all of them, redrawn in place on standard error, ten times a
/// second at most.
final class ProgressBars: ProgressDisplay {
    private struct State {
        var progress = ProgressState()
        var drawn: ContinuousClock.Instant?
        var lines = 0
        var hasEnded = false
    }

    /// Those that are shown, for whoever has something to say meanwhile.
    private static let shown = Mutex<ProgressBars?>(nil)

    private let state = Mutex(State())
    private let terminal = TerminalFacts.errors

    init() { Self.shown.withLock { $0 = self } }

    /// Writes lines to standard error, above the bars if there are any.
    static func interject(_ text: String) {
        guard let bars = shown.withLock({ $0 }) else { return Terminal.print(text, to: STDERR_FILENO) }
        bars.state.withLock { state in
            if state.lines > 0 { bars.draw([], &state) }
            Terminal.print(text, to: STDERR_FILENO)
        }
    }

    func show(_ event: TransferEvent) {
        let now = ContinuousClock.now
        state.withLock { state in
            guard !state.hasEnded else { return }
            state.progress.apply(event, at: now)
            if let drawn = state.drawn, now - drawn < .milliseconds(100) { return }
            state.drawn = now
            draw(lines(state.progress), &state)
        }
    }

    /// Takes the bars away: what follows, a result or an error, says how it ended.
    func end() {
        state.withLock { state in
            state.hasEnded = true
            if state.lines > 0 { draw([], &state) }
        }
        Self.shown.withLock { $0 = nil }
    }

    private func draw(_ lines: [String], _ state: inout State) {
        var text = state.lines > 0 ? "\u{1B}[\(state.lines)A" : ""
        text += "\r\u{1B}[J"
        for line in lines { text += line + "\n" }
        state.lines = lines.count
        Terminal.print(text, to: STDERR_FILENO)
    }

    private func lines(_ progress: ProgressState) -> [String] {
        let room = max(1, min(16, terminal.height - 3))
        var lines = progress.active.prefix(room).map { file in
            line(
                DisplayText.safe(file.name), completed: file.completed, total: file.total,
                speed: file.speed.bytesPerSecond)
        }
        if progress.active.count > room { lines.append("… and \(progress.active.count - room) more") }
        lines.append(
            line(
                "\(progress.finishedFiles) of \(progress.files) files", completed: progress.completed,
                total: progress.bytes, speed: progress.bytesPerSecond, showsRemainder: true))
        return lines
    }

    private func line(
        _ name: String, completed: Int64, total: Int64?, speed: Int64?, showsRemainder: Bool = false
    ) -> String {
        // The last column stays free: some terminals begin a new line when it is written to.
        let width = terminal.width - 1
        var facts = Terminal.bytes(completed)
        if let total { facts += " of \(Terminal.bytes(total))" }
        facts = DisplayText.padded(facts, to: 21, right: true)
        facts += DisplayText.padded(speed.map { "\(Terminal.bytes($0))/s" } ?? "", to: 12, right: true)
        if showsRemainder, let total, let speed, speed > 0 {
            facts += "  \(Self.clock((total - completed) / speed)) left"
        }
        let bar = Self.bar(completed, of: total)
        let nameWidth = max(8, min(40, width - facts.count - bar.count - 2))
        let start = DisplayText.padded(DisplayText.cut(name, to: nameWidth), to: nameWidth)
        return DisplayText.cut("\(start) \(bar) \(facts)", to: width)
    }

    private static func bar(_ completed: Int64, of total: Int64?) -> String {
        let width = 16
        guard let total, total > 0 else { return String(repeating: " ", count: width + 5) }
        let part = min(1, max(0, Double(completed) / Double(total)))
        let full = Int(part * Double(width))
        let percent = DisplayText.padded("\(Int(part * 100))%", to: 5, right: true)
        return String(repeating: "━", count: full) + String(repeating: "─", count: width - full) + percent
    }

    /// Seconds as `1:23` or `1:02:03`.
    private static func clock(_ seconds: Int64) -> String {
        let padded = { (value: Int64) in value < 10 ? "0\(value)" : "\(value)" }
        let minutes = seconds / 60
        return minutes < 60
            ? "\(minutes):\(padded(seconds % 60))" : "\(minutes / 60):\(padded(minutes % 60)):\(padded(seconds % 60))"
    }
}
