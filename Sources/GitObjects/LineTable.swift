/// Two texts as lines, every different line being a number, so that comparing lines is comparing numbers.
struct LineTable {
    /// The numbers of the lines.
    private(set) var old: [Int] = []
    private(set) var new: [Int] = []
    /// The offsets at which lines end, behind their newlines.
    private(set) var oldEnds: [Int] = []
    private(set) var newEnds: [Int] = []

    init(old: [UInt8], new: [UInt8]) {
        old.withUnsafeBytes { old in
            new.withUnsafeBytes { new in
                // The keys point into the two buffers and do not outlive this closure.
                var numbers: [Line: Int] = [:]
                (self.old, oldEnds) = Self.split(old, &numbers)
                (self.new, newEnds) = Self.split(new, &numbers)
            }
        }
    }

    private struct Line: Hashable {
        let bytes: Slice<UnsafeRawBufferPointer>

        static func == (left: Line, right: Line) -> Bool {
            left.bytes.elementsEqual(right.bytes)
        }

        func hash(into hasher: inout Hasher) {
            hasher.combine(bytes: UnsafeRawBufferPointer(rebasing: bytes))
        }
    }

    /// Lines keep their newlines, so a last line without one differs from the same line with one.
    private static func split(
        _ text: UnsafeRawBufferPointer, _ numbers: inout [Line: Int]
    ) -> (lines: [Int], ends: [Int]) {
        var lines: [Int] = []
        var ends: [Int] = []
        var start = 0
        while start < text.count {
            let end = text[start...].firstIndex(of: .newline).map { $0 + 1 } ?? text.count
            let line = Line(bytes: text[start..<end])
            let next = numbers.count
            let number = numbers[line] ?? next
            if number == next { numbers[line] = next }
            lines.append(number)
            ends.append(end)
            start = end
        }
        return (lines, ends)
    }
}
