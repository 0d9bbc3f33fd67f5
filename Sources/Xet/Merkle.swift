/// A hash and the number of raw bytes below it: a chunk, or a node of the tree over chunks.
public struct HashedLength: Sendable, Hashable {
    public var hash: XetHash
    /// Raw bytes.
    public var length: UInt64

    public init(hash: XetHash, length: UInt64) {
        self.hash = hash
        self.length = length
    }
}

/// The tree over a list of chunks whose root names a xorb, and behind a key a file (Xet protocol, hashes).
///
/// Each level is cut into groups from the left. A group ends behind its third to eighth entry if the hash of that entry
/// is divisible by four, at the latest behind the ninth, and at the end of the level; the node hash of its entries is
/// one entry of the next level.
public enum MerkleTree {
    /// The root over the entries in their order: zero for none, the entry's own hash for one.
    public static func root(of entries: some Sequence<HashedLength>) -> XetHash {
        var builder = Builder()
        for entry in entries { builder.append(entry) }
        return builder.finish().hash
    }

    /// Computes a root from entries that come one at a time; holds at most nine entries per level.
    public struct Builder: Sendable {
        private var levels: [Level] = []
        /// Entries given so far.
        public private(set) var count = 0

        public init() {}

        /// Adds the next entry.
        public mutating func append(_ entry: HashedLength) {
            count += 1
            append(entry, toLevel: 0)
        }

        /// The root over all entries and the sum of their lengths.
        public consuming func finish() -> HashedLength {
            var index = 0
            while index < levels.count {
                if !levels[index].hasGroups, let root = levels[index].onlyEntry { return root }
                if let node = levels[index].cut() { append(node, toLevel: index + 1) }
                index += 1
            }
            return HashedLength(hash: .zero, length: 0)
        }

        private mutating func append(_ entry: HashedLength, toLevel first: Int) {
            var entry = entry
            var index = first
            while true {
                if index == levels.count { levels.append(Level()) }
                guard let node = levels[index].append(entry) else { return }
                entry = node
                index += 1
            }
        }
    }

    /// The open group of one level.
    private struct Level: Sendable {
        /// Whether a group of this level was closed before.
        private(set) var hasGroups = false
        private var entries: [HashedLength] = []

        var onlyEntry: HashedLength? { entries.count == 1 ? entries[0] : nil }

        /// Adds an entry; the node over the group if that closes it.
        mutating func append(_ entry: HashedLength) -> HashedLength? {
            entries.append(entry)
            guard entries.count == 9 || (entries.count > 2 && entry.hash.remainder(dividingBy: 4) == 0) else {
                return nil
            }
            return cut()
        }

        /// Closes the group; nil if it is empty.
        mutating func cut() -> HashedLength? {
            guard !entries.isEmpty else { return nil }
            let node = node(over: entries)
            entries.removeAll(keepingCapacity: true)
            hasGroups = true
            return node
        }
    }

    /// The parent of at most nine entries: the keyed hash of a line of text for each.
    static func node(over entries: [HashedLength]) -> HashedLength {
        // A line is the hash string, " : ", at most 20 digits and a line feed.
        withUnsafeTemporaryAllocation(byteCount: entries.count * (XetHash.hexCount + 24), alignment: 1) { text in
            var end = 0
            var length: UInt64 = 0
            for entry in entries {
                end += entry.hash.writeHex(into: UnsafeMutableRawBufferPointer(rebasing: text[end...]))
                for character in [UInt8(ascii: " "), UInt8(ascii: ":"), UInt8(ascii: " ")] {
                    text[end] = character
                    end += 1
                }
                end += writeDecimal(entry.length, into: UnsafeMutableRawBufferPointer(rebasing: text[end...]))
                text[end] = UInt8(ascii: "\n")
                end += 1
                // Lengths may come from outside, and a sum that is wrong must not stop the process.
                length &+= entry.length
            }
            let hash = Blake3.keyed(.node, UnsafeRawBufferPointer(rebasing: text[..<end]))
            return HashedLength(hash: hash, length: length)
        }
    }

    private static func writeDecimal(_ number: UInt64, into buffer: UnsafeMutableRawBufferPointer) -> Int {
        var count = 1
        var rest = number / 10
        while rest > 0 {
            count += 1
            rest /= 10
        }
        rest = number
        for index in stride(from: count - 1, through: 0, by: -1) {
            buffer[index] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
        return count
    }
}
