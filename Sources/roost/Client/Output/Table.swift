import HubAPI

/// Rows in columns for people, cut to the terminal's width.
struct Table {
    private let columns: [Column]
    private var cells: [[String]]

    init(_ columns: [Column], _ rows: [JSONValue]) {
        // A column that says nothing takes no place.
        let told = columns.filter { column in rows.contains { !column.cell($0[column.key]).isEmpty } }
        self.columns = told.isEmpty ? columns : told
        cells = rows.map { row in told.map { $0.cell(row[$0.key]) } }
    }

    /// - Parameter width: Columns of the terminal; nil for as many as it takes.
    func lines(width: Int?) -> [String] {
        let titles = columns.map(\.title)
        var widths = columns.indices.map { column in
            max(titles[column].count, cells.map { DisplayText.width($0[column]) }.max() ?? 0)
        }
        if let width { shrink(&widths, to: width, titles: titles) }
        return ([titles] + cells).map { row in
            var line = columns.indices.map { column in
                DisplayText.padded(
                    DisplayText.cut(row[column], to: widths[column]), to: widths[column], right: columns[column].isRight
                )
            }.joined(separator: "  ")[...]
            while line.hasSuffix(" ") { line.removeLast() }
            return String(line)
        }
    }

    /// Takes from the widest column until all fit; titles stay whole.
    private func shrink(_ widths: inout [Int], to width: Int, titles: [String]) {
        var excess = widths.reduce(0, +) + 2 * max(0, widths.count - 1) - width
        while excess > 0 {
            let shrinkable = widths.indices.filter { widths[$0] > max(titles[$0].count, 8) }
            guard let widest = shrinkable.max(by: { widths[$0] < widths[$1] }) else { return }
            widths[widest] -= 1
            excess -= 1
        }
    }
}
