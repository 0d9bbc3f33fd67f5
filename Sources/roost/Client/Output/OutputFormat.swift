import ArgumentParser

/// How a command prints its result.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    /// As people like to read it.
    case human
    /// Lines of cells, with tabs between them.
    case agent
    case json
    /// What scripts take first: the first column, one a line.
    case quiet
    /// `human`.
    case auto

    /// What the arguments of this call ask for, readable also when they are wrong: the error is printed so.
    static let ofThisCall: OutputFormat = {
        var arguments = CommandLine.arguments.dropFirst()
        arguments = arguments.prefix { $0 != "--" }
        var format = OutputFormat.human
        var previous = ""
        for argument in arguments {
            if argument == "--json" || argument == "--format=json" || (previous == "--format" && argument == "json") {
                format = .json
            }
            previous = argument
        }
        return format
    }()
}

/// The options about output that all commands take.
struct FormatOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("How to print the result; agent puts tabs between cells.", valueName: "format"))
    var format: OutputFormat = .auto

    @Flag(help: "Print JSON, also of errors.")
    var json = false

    @Flag(name: .shortAndLong, help: "Print the first column only, one a line, and no notes.")
    var quiet = false

    @Flag(help: "Don't cut cells of tables to the terminal's width.")
    var noTruncate = false

    var chosen: OutputFormat {
        if json { return .json }
        if quiet { return .quiet }
        return format == .auto ? .human : format
    }

    func validate() throws {
        let asked = [json, quiet, format != .auto].filter { $0 }.count
        guard asked > 1, !(json && format == .json && !quiet), !(quiet && format == .quiet && !json) else { return }
        throw ValidationError("--json, --quiet and --format say different things: choose one.")
    }
}
