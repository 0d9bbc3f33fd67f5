import HubAPI

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// What commands write for people and programs.
enum Terminal {
    /// Prints a line at once, also into a pipe, where it would wait for a full buffer.
    static func print(_ line: String) {
        let bytes = Array((line + "\n").utf8)
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            // Nobody reads any more; there is nobody to tell.
            guard count > 0 else { return }
            written += count
        }
    }

    static func print(json: JSONValue) { print(json.text) }

    /// Prints rows in columns, each as wide as its widest cell.
    static func print(table header: [String], _ rows: [[String]]) {
        let all = [header] + rows
        let widths = header.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
        for row in all {
            let cells = zip(row, widths).map { cell, width in
                cell + String(repeating: " ", count: width - cell.count)
            }
            var line = cells.joined(separator: "  ")[...]
            while line.hasSuffix(" ") { line.removeLast() }
            print(String(line))
        }
    }

    /// A moment for a table: to the minute, in UTC.
    static func short(_ time: Timestamp?) -> String {
        time.map { String($0.iso8601.prefix(16)).replacing("T", with: " ") } ?? "-"
    }
}
