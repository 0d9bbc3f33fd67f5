import ArgumentParser
import HubClient

/// How a download tells how far it is.
enum ProgressStyle: String, ExpressibleByArgument, CaseIterable {
    /// Bars, if standard error is a terminal.
    case auto
    /// One JSON object a line on standard error.
    case json
    case none
}

struct ProgressOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("Bars on a terminal (auto), events on standard error (json), or none.", valueName: "style"))
    var progress: ProgressStyle = .auto

    /// What is told of every event; call its `end` when nothing more comes.
    func display(_ output: Output) -> any ProgressDisplay {
        switch progress {
        case .json: return ProgressEvents()
        case .none: return NoProgress()
        case .auto:
            // Requests in the log and bars would write over each other.
            let isWanted =
                output.format != .quiet && !Environment.isTrue("HF_HUB_DISABLE_PROGRESS_BARS")
                && !Environment.isTrue("HF_DEBUG")
            return isWanted && TerminalFacts.errors.isTerminal ? ProgressBars() : NoProgress()
        }
    }
}

protocol ProgressDisplay: Sendable {
    func show(_ event: TransferEvent)
    func end()
}

struct NoProgress: ProgressDisplay {
    func show(_ event: TransferEvent) {}
    func end() {}
}
