/// Writes changes as the hunks of a unified diff, like git.
struct HunkWriter {
    let old: [UInt8]
    let new: [UInt8]
    let table: LineTable
    let context: Int

    /// How much of a line is repeated behind the second `@@`, in bytes.
    private static let headingLimit = 80

    func write(_ changes: [LineChange]) -> [UInt8] {
        var output: [UInt8] = []
        var heading: ArraySlice<UInt8> = []
        var searched = 0
        var rest = changes[...]
        while let first = rest.first {
            // Changes share a hunk when their contexts touch.
            var count = 1
            while count < rest.count {
                let gap =
                    rest[rest.startIndex + count].old.lowerBound
                    - rest[rest.startIndex + count - 1].old.upperBound
                // Compared this way round, a huge context cannot overflow.
                guard gap <= context || gap - context <= context else { break }
                count += 1
            }
            let group = rest.prefix(count)
            rest = rest.dropFirst(count)
            guard let last = group.last else { break }
            let lead = min(context, first.old.lowerBound)
            let trail = min(context, table.old.count - last.old.upperBound)
            let oldRange = first.old.lowerBound - lead..<last.old.upperBound + trail
            let newRange = first.new.lowerBound - lead..<last.new.upperBound + trail
            for index in searched..<max(searched, oldRange.lowerBound) {
                if let found = Self.heading(line(index, of: old, table.oldEnds)) { heading = found }
            }
            searched = max(searched, oldRange.lowerBound)
            output += "@@ -\(Self.describe(oldRange)) +\(Self.describe(newRange)) @@".utf8
            if !heading.isEmpty {
                output.append(.space)
                output += heading
            }
            output.append(.newline)
            write(group, oldRange, to: &output)
        }
        return output
    }

    private func write(_ group: ArraySlice<LineChange>, _ range: Range<Int>, to output: inout [UInt8]) {
        var index = range.lowerBound
        for change in group {
            for line in index..<change.old.lowerBound { write(.space, line, old, table.oldEnds, &output) }
            for line in change.old { write(.minus, line, old, table.oldEnds, &output) }
            for line in change.new { write(0x2b, line, new, table.newEnds, &output) }
            index = change.old.upperBound
        }
        for line in index..<range.upperBound { write(.space, line, old, table.oldEnds, &output) }
    }

    private func write(_ sign: UInt8, _ index: Int, _ text: [UInt8], _ ends: [Int], _ output: inout [UInt8]) {
        let line = line(index, of: text, ends)
        output.append(sign)
        output += line
        if line.last != .newline { output += "\n\\ No newline at end of file\n".utf8 }
    }

    private func line(_ index: Int, of text: [UInt8], _ ends: [Int]) -> ArraySlice<UInt8> {
        text[(index == 0 ? 0 : ends[index - 1])..<ends[index]]
    }

    /// Lines count from 1; an empty range is named by the line before it, and a count of 1 is left out.
    private static func describe(_ range: Range<Int>) -> String {
        switch range.count {
        case 0: "\(range.lowerBound),0"
        case 1: "\(range.lowerBound + 1)"
        default: "\(range.lowerBound + 1),\(range.count)"
        }
    }

    /// A line that starts with a letter, `_` or `$` names the part of the text that follows it.
    private static func heading(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard let first = line.first, first.isLetter || first == 0x5f || first == 0x24 else { return nil }
        return line.prefix(headingLimit).trimmingTrailingBlanks()
    }
}
