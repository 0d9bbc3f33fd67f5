import HubAPI

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Where results go: standard output, in the format that was asked for. Everything else goes to standard error.
struct Output: Sendable {
    let format: OutputFormat
    private let truncates: Bool

    init(_ options: FormatOptions) {
        format = options.chosen
        truncates = !options.noTruncate
    }

    var isForPeople: Bool { format == .human }

    /// A list of objects. JSON has all that is in them, the others the columns named here.
    func table(_ columns: [Column], _ rows: [JSONValue], id: String? = nil) {
        switch format {
        case .json: line(JSONValue.array(rows).text)
        case .quiet:
            let key = id ?? columns[0].key
            for row in rows { line(Column.text(row[key])) }
        case .agent:
            line(columns.map(\.key).joined(separator: "\t"))
            for row in rows { line(columns.map { Column.text(row[$0.key]) }.joined(separator: "\t")) }
        case .human, .auto:
            if rows.isEmpty { return note("Nothing found.") }
            let width = TerminalFacts.output.isTerminal && truncates ? TerminalFacts.output.width : nil
            for text in Table(columns, rows).lines(width: width) { line(text) }
        }
    }

    /// One object: `name: value` lines for people. `id` is what is printed when quiet.
    func object(_ value: JSONValue, id: String) {
        switch format {
        case .json: line(value.text)
        case .quiet: line(Column.text(value[id]))
        case .agent, .human, .auto:
            guard case .object(let members) = value else { return line(value.text) }
            let shown = members.filter { $0.value != .null }
            let width = shown.map(\.key.count).max() ?? 0
            for member in shown {
                let text = Column.text(member.value)
                let isAgent = format == .agent
                line(isAgent ? "\(member.key)\t\(text)" : DisplayText.padded(member.key + ":", to: width + 2) + text)
            }
        }
    }

    /// What a command did: an object for programs, lines for people, `id` of the object when quiet.
    func result(_ value: JSONValue, id: String, forPeople lines: [String]) {
        guard isForPeople else { return object(value, id: id) }
        for text in lines { line(text) }
    }

    /// A line of the result, as it is.
    func line(_ text: String) { write(text + "\n") }

    /// Text of the result, as it is.
    func write(_ text: String) {
        let bytes = Array(text.utf8)
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes {
                #if canImport(Darwin)
                    Darwin.write(STDOUT_FILENO, $0.baseAddress, $0.count)
                #elseif canImport(Musl)
                    Musl.write(STDOUT_FILENO, $0.baseAddress, $0.count)
                #else
                    Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count)
                #endif
            }
            if count < 0, errno == EINTR { continue }
            if count > 0 {
                written += count
                continue
            }
            // Whoever read has gone, as `head` does: end as any program that is told so.
            if errno == EPIPE { exit(128 + SIGPIPE) }
            ErrorReport(code: "internal", message: "can't write to standard output: error \(errno)").print()
            exit(ExitClass.internal.rawValue)
        }
    }

    /// A remark on standard error that people may want and programs don't.
    func note(_ text: String) {
        guard isForPeople else { return }
        Terminal.print(DisplayText.safe(text) + "\n", to: STDERR_FILENO)
    }

    /// A remark on standard error for everybody but those who want quiet.
    func warn(_ text: String) {
        guard format != .quiet else { return }
        Notes.write("warning", .yellow, text)
    }
}
