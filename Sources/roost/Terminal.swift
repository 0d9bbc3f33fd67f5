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
    static func print(_ line: String) { print(line + "\n", to: STDOUT_FILENO) }

    /// Writes text as it is.
    static func print(_ text: String, to descriptor: CInt) {
        let bytes = Array(text.utf8)
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
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

    /// A number of bytes for people, in powers of 1,000.
    static func bytes(_ count: Int64) -> String {
        guard count >= 1_000 else { return "\(count) B" }
        var tenths = count / 100
        for unit in ["kB", "MB", "GB", "TB"] {
            if tenths < 10_000 || unit == "TB" { return "\(tenths / 10).\(tenths % 10) \(unit)" }
            tenths /= 1_000
        }
        return "\(count) B"
    }

    /// A moment for a table: to the minute, in UTC.
    static func short(_ time: Timestamp?) -> String {
        time.map { String($0.iso8601.prefix(16)).replacing("T", with: " ") } ?? "-"
    }
}
