/// Numbers and dates as people read them.
enum Format {
    /// Decimal units, as on the Hub: `548 MB`.
    static func size(_ bytes: Int64) -> String {
        scaled(bytes, units: ["B", "kB", "MB", "GB", "TB", "PB"], separator: " ")
    }

    /// `1.2k` for what is counted.
    static func count(_ number: Int64) -> String {
        scaled(number, units: ["", "k", "M", "B"], separator: "")
    }

    /// The day of a timestamp in ISO 8601, with the rest for those who look closely.
    static func day(_ timestamp: String) -> HTML {
        "<time datetime=\"\(timestamp)\" title=\"\(timestamp)\">\(timestamp.prefix(10))</time>"
    }

    static func plural(_ number: Int64, _ noun: String) -> String {
        "\(count(number)) \(noun)\(number == 1 ? "" : "s")"
    }

    private static func scaled(_ number: Int64, units: [String], separator: String) -> String {
        var value = Double(max(number, 0))
        var unit = 0
        // What would be rounded to 1000 belongs to the next unit.
        while value >= 999.5, unit < units.count - 1 {
            value /= 1000
            unit += 1
        }
        let tenths = Int64((value * 10).rounded())
        let isWhole = tenths >= 100 || tenths % 10 == 0
        let text = isWhole ? "\(Int64(value.rounded()))" : "\(tenths / 10).\(tenths % 10)"
        return units[unit].isEmpty ? text : text + separator + units[unit]
    }
}
