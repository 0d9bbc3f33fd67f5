/// Differences between two texts, line by line, as unified diffs show them.
public enum LineDiff {
    /// Texts with more bytes than this are not compared.
    public static let maximumByteCount = 4 << 20
    /// How many bytes are looked at to tell text from binary content, as in git.
    public static let binaryProbeByteCount = 8000

    /// Whether git would take content for binary: there is a NUL near its start.
    public static func isBinary(_ bytes: [UInt8]) -> Bool {
        bytes.prefix(binaryProbeByteCount).contains(0)
    }

    /// The hunks that lead from one text to another, from the first `@@` on; empty for equal texts.
    /// - Parameters:
    ///   - context: The number of unchanged lines shown around changes.
    /// - Returns: Nil when a side is binary or has more than `maximumByteCount` bytes. Bytes that are not UTF-8
    ///   become replacement characters; `unifiedBytes` keeps them.
    public static func unified(old: [UInt8], new: [UInt8], context: Int = 3) -> String? {
        unifiedBytes(old: old, new: new, context: context).map { String(decoding: $0, as: UTF8.self) }
    }

    /// As `unified`, with the texts' own bytes.
    public static func unifiedBytes(old: [UInt8], new: [UInt8], context: Int = 3) -> [UInt8]? {
        guard old.count <= maximumByteCount, new.count <= maximumByteCount, !isBinary(old), !isBinary(new)
        else { return nil }
        let table = LineTable(old: old, new: new)
        let changes = LineChange.settled(Myers.changes(old: table.old, new: table.new), in: table)
        return HunkWriter(old: old, new: new, table: table, context: max(0, context)).write(changes)
    }

    /// The number of lines added and deleted, as `git diff --numstat` prints them.
    /// - Returns: Nil when a side is binary or has more than `maximumByteCount` bytes.
    public static func counts(old: [UInt8], new: [UInt8]) -> (added: Int, deleted: Int)? {
        guard old.count <= maximumByteCount, new.count <= maximumByteCount, !isBinary(old), !isBinary(new)
        else { return nil }
        let table = LineTable(old: old, new: new)
        return Myers.changes(old: table.old, new: table.new).reduce(into: (0, 0)) { counts, change in
            counts.0 += change.new.count
            counts.1 += change.old.count
        }
    }
}

/// Neighbouring lines that were replaced by others; one of the ranges may be empty.
struct LineChange: Sendable, Hashable {
    var old: Range<Int>
    var new: Range<Int>

    /// How many steps all moves of one diff may take together, to bound the work on hostile texts.
    private static let moveBudget = 4_000_000

    /// Moves insertions and deletions that could as well be later to the last place, where people expect them:
    /// for a function added after another, the diff then starts at the blank line and not at its brace.
    static func settled(_ changes: [LineChange], in table: LineTable) -> [LineChange] {
        var budget = moveBudget
        // From the last change to the first; `result` is in that order too.
        var result: [LineChange] = []
        for change in changes.reversed() {
            var change = change
            while budget > 0 {
                budget -= 1
                if let next = result.last, next.old.lowerBound == change.old.upperBound,
                    next.new.lowerBound == change.new.upperBound
                {
                    change.old = change.old.lowerBound..<next.old.upperBound
                    change.new = change.new.lowerBound..<next.new.upperBound
                    result.removeLast()
                } else if change.canMove(in: table) {
                    change.old = change.old.lowerBound + 1..<change.old.upperBound + 1
                    change.new = change.new.lowerBound + 1..<change.new.upperBound + 1
                } else {
                    break
                }
            }
            result.append(change)
        }
        return result.reversed()
    }

    /// Whether the first line of the change is also the one after it.
    private func canMove(in table: LineTable) -> Bool {
        guard old.upperBound < table.old.count, new.upperBound < table.new.count else { return false }
        if old.isEmpty { return table.new[new.lowerBound] == table.new[new.upperBound] }
        if new.isEmpty { return table.old[old.lowerBound] == table.old[old.upperBound] }
        return false
    }
}
