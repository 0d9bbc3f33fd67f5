#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// What a stream of this process can show.
struct TerminalFacts {
    let isTerminal: Bool
    /// Columns of the terminal.
    let width: Int
    let height: Int
    let showsColour: Bool

    static let output = TerminalFacts(STDOUT_FILENO)
    static let errors = TerminalFacts(STDERR_FILENO)
    static var input: Bool { isatty(STDIN_FILENO) == 1 }

    init(_ descriptor: Int32) {
        isTerminal = isatty(descriptor) == 1
        var size = winsize()
        let isKnown = isTerminal && ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        width = isKnown ? Int(size.ws_col) : 80
        height = isKnown && size.ws_row > 0 ? Int(size.ws_row) : 24
        showsColour = isTerminal && !Environment.isSet("NO_COLOR") && Environment.value("TERM") != "dumb"
    }
}

/// What commands tell people beside their result, on standard error.
enum Notes {
    enum Colour: String {
        case red = "\u{1B}[31m"
        case yellow = "\u{1B}[33m"
        case plain = ""
    }

    /// `label: text`, the label in colour where that can be seen.
    static func write(_ label: String, _ colour: Colour, _ text: String) {
        let painted =
            TerminalFacts.errors.showsColour && colour != .plain ? "\(colour.rawValue)\(label):\u{1B}[0m" : "\(label):"
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { DisplayText.safe(String($0)) }
        Terminal.print("\(painted) \(lines.joined(separator: "\n"))\n", to: STDERR_FILENO)
    }
}
