/// The shortest way from one sequence to another.
///
/// Source: Eugene W. Myers, "An O(ND) Difference Algorithm and Its Variations" (1986), in its form that needs
/// linear space: a way is searched from both ends at once, and where the two meet the problem is cut in two.
struct Myers {
    /// How many points may be visited. Past that, what is left counts as replaced as a whole: still a correct
    /// difference, though not the shortest.
    private static let visitBudget = 20_000_000

    private let old: [Int]
    private let new: [Int]
    private var oldChanged: [Bool]
    private var newChanged: [Bool]
    /// The furthest points reached on each diagonal, from the start and from the end.
    private var forward: [Int]
    private var backward: [Int]
    private var budget = Myers.visitBudget

    /// The changes in order.
    static func changes(old: [Int], new: [Int]) -> [LineChange] {
        // Lines that the other side does not have at all are changed for sure; without them there is less to
        // search, and texts with nothing in common cost nothing.
        let inOld = Set(old)
        let inNew = Set(new)
        let oldKept = old.indices.filter { inNew.contains(old[$0]) }
        let newKept = new.indices.filter { inOld.contains(new[$0]) }
        var search = Myers(old: oldKept.map { old[$0] }, new: newKept.map { new[$0] })
        search.run()
        var oldChanged = [Bool](repeating: true, count: old.count)
        var newChanged = [Bool](repeating: true, count: new.count)
        for (index, changed) in zip(oldKept, search.oldChanged) { oldChanged[index] = changed }
        for (index, changed) in zip(newKept, search.newChanged) { newChanged[index] = changed }
        return ranges(oldChanged, newChanged)
    }

    private init(old: [Int], new: [Int]) {
        self.old = old
        self.new = new
        oldChanged = [Bool](repeating: false, count: old.count)
        newChanged = [Bool](repeating: false, count: new.count)
        forward = [Int](repeating: 0, count: old.count + new.count + 3)
        backward = forward
    }

    /// What is unchanged on both sides pairs up in order; between the pairs are the changes.
    private static func ranges(_ oldChanged: [Bool], _ newChanged: [Bool]) -> [LineChange] {
        var changes: [LineChange] = []
        var oldIndex = 0
        var newIndex = 0
        while oldIndex < oldChanged.count || newIndex < newChanged.count {
            let oldStart = oldIndex
            let newStart = newIndex
            while oldIndex < oldChanged.count, oldChanged[oldIndex] { oldIndex += 1 }
            while newIndex < newChanged.count, newChanged[newIndex] { newIndex += 1 }
            if oldIndex > oldStart || newIndex > newStart {
                changes.append(LineChange(old: oldStart..<oldIndex, new: newStart..<newIndex))
            }
            oldIndex = min(oldIndex + 1, oldChanged.count)
            newIndex = min(newIndex + 1, newChanged.count)
        }
        return changes
    }

    private struct Box {
        var x: Range<Int>
        var y: Range<Int>
    }

    private mutating func run() {
        var boxes = [Box(x: 0..<old.count, y: 0..<new.count)]
        while var box = boxes.popLast() {
            while let x = box.x.first, let y = box.y.first, old[x] == new[y] {
                box = Box(x: x + 1..<box.x.upperBound, y: y + 1..<box.y.upperBound)
            }
            while let x = box.x.last, let y = box.y.last, old[x] == new[y] {
                box = Box(x: box.x.lowerBound..<x, y: box.y.lowerBound..<y)
            }
            guard !box.x.isEmpty, !box.y.isEmpty, let cut = meetingPoint(box) else {
                for x in box.x { oldChanged[x] = true }
                for y in box.y { newChanged[y] = true }
                continue
            }
            boxes.append(Box(x: cut.x..<box.x.upperBound, y: cut.y..<box.y.upperBound))
            boxes.append(Box(x: box.x.lowerBound..<cut.x, y: box.y.lowerBound..<cut.y))
        }
    }

    /// A point on a shortest way through a box; nil when the budget is used up.
    ///
    /// A diagonal is the set of points with the same `x - y`. Round by round, either side goes one edit further
    /// and then as far along equal lines as it can, until they reach a common point.
    private mutating func meetingPoint(_ box: Box) -> (x: Int, y: Int)? {
        let (left, right) = (box.x.lowerBound, box.x.upperBound)
        let (top, bottom) = (box.y.lowerBound, box.y.upperBound)
        // Diagonals can be negative; this makes them indexes, with one to spare at each end.
        let zero = new.count + 1
        let lowest = left - bottom
        let highest = right - top
        let start = left - top
        let end = right - bottom
        let isOdd = (start - end) & 1 != 0
        var (forwardLow, forwardHigh, backwardLow, backwardHigh) = (start, start, end, end)
        forward[zero + start] = left
        backward[zero + end] = right
        while budget > 0 {
            Self.widen(&forwardLow, &forwardHigh, lowest, highest) { forward[zero + $0] = -1 }
            for diagonal in stride(from: forwardHigh, through: forwardLow, by: -2) {
                let fromBelow = forward[zero + diagonal - 1]
                let fromAbove = forward[zero + diagonal + 1]
                var x = fromBelow >= fromAbove ? fromBelow + 1 : fromAbove
                while x < right, x - diagonal < bottom, old[x] == new[x - diagonal] { x += 1 }
                forward[zero + diagonal] = x
                if isOdd, (backwardLow...backwardHigh).contains(diagonal), backward[zero + diagonal] <= x {
                    return (x, x - diagonal)
                }
            }
            Self.widen(&backwardLow, &backwardHigh, lowest, highest) { backward[zero + $0] = .max }
            for diagonal in stride(from: backwardHigh, through: backwardLow, by: -2) {
                let fromBelow = backward[zero + diagonal - 1]
                let fromAbove = backward[zero + diagonal + 1]
                var x = fromBelow < fromAbove ? fromBelow : fromAbove - 1
                while x > left, x - diagonal > top, old[x - 1] == new[x - diagonal - 1] { x -= 1 }
                backward[zero + diagonal] = x
                if !isOdd, (forwardLow...forwardHigh).contains(diagonal), x <= forward[zero + diagonal] {
                    return (x, x - diagonal)
                }
            }
            budget -= (forwardHigh - forwardLow) + (backwardHigh - backwardLow) + 2
        }
        return nil
    }

    /// One more diagonal on each side, or one less where the box ends; new outer ones get a value that no
    /// maximum or minimum takes.
    private static func widen(
        _ low: inout Int, _ high: inout Int, _ lowest: Int, _ highest: Int, clear: (Int) -> Void
    ) {
        if low > lowest {
            low -= 1
            clear(low - 1)
        } else {
            low += 1
        }
        if high < highest {
            high += 1
            clear(high + 1)
        } else {
            high -= 1
        }
    }
}
