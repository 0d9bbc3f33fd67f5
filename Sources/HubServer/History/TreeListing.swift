import GitObjects
import HubStorage

/// A git tree with what listings need beside it: the size of each file, and for large files the content's hash and
/// size. It is made once, when the tree is written, and stored beside the tree's own bytes.
struct TreeListing: Sendable {
    /// What is known of one entry beyond git's tree.
    struct Detail: Sendable, Hashable {
        /// Bytes of the blob in git: for a large file those of its pointer; 0 for folders.
        var size: Int64
        var large: LargeFile?

        static let folder = Detail(size: 0, large: nil)
    }

    /// Content that lies outside git.
    struct LargeFile: Sendable, Hashable {
        /// 32 bytes.
        var sha256: [UInt8]
        var size: Int64
    }

    struct Entry: Sendable {
        let tree: TreeEntry
        let detail: Detail

        var isFolder: Bool { tree.mode == .directory }
        /// Bytes a download of the entry has.
        var contentSize: Int64 { detail.large?.size ?? detail.size }
    }

    let tree: Tree
    /// In the order of the tree's entries.
    let details: [Detail]
    /// Places of the entries as listings show them: folders first, then files, each by name.
    let order: [Int]

    init(tree: Tree, details: [Detail]) {
        self.tree = tree
        self.details = details
        let folders = tree.entries.indices.filter { tree.entries[$0].mode == .directory }
        let files = tree.entries.indices.filter { tree.entries[$0].mode != .directory }
        self.order = folders + files
    }

    static let empty = TreeListing(tree: .empty, details: [])

    /// Entries as listings show them.
    var entries: some Sequence<Entry> { order.lazy.map(entry(at:)) }

    func entry(at place: Int) -> Entry { Entry(tree: tree.entries[place], detail: details[place]) }

    func entry(named name: String) -> Entry? { tree.place(of: name).map(entry(at:)) }

    /// Rough bytes in memory.
    var cost: Int { 64 + tree.entries.count * 160 }

    // MARK: Stored form

    /// For each entry in the tree's order: the size as a variable-length integer shifted by one, whose lowest bit
    /// says that a large file's hash (32 bytes) and size follow.
    func encodedDetails() -> [UInt8] {
        var bytes: [UInt8] = []
        for detail in details {
            Self.append(UInt64(detail.size) << 1 | (detail.large == nil ? 0 : 1), to: &bytes)
            if let large = detail.large {
                bytes.append(contentsOf: large.sha256)
                Self.append(UInt64(large.size), to: &bytes)
            }
        }
        return bytes
    }

    /// - Throws: ``DatabaseError`` when the stored form doesn't fit the tree.
    init(tree: Tree, encodedDetails bytes: [UInt8]) throws {
        var rest = bytes[...]
        func broken() -> DatabaseError { DatabaseError(.unexpectedValue, "the listing of a tree is damaged") }
        func number() throws -> UInt64 {
            var value: UInt64 = 0
            for shift in stride(from: UInt64(0), to: 64, by: 7) {
                guard let byte = rest.popFirst() else { throw broken() }
                value |= UInt64(byte & 0x7F) << shift
                if byte < 0x80 { return value }
            }
            throw broken()
        }
        var details: [Detail] = []
        details.reserveCapacity(tree.entries.count)
        for _ in tree.entries {
            let head = try number()
            var detail = Detail(size: Int64(head >> 1), large: nil)
            if head & 1 == 1 {
                guard rest.count >= 32 else { throw broken() }
                let hash = Array(rest.prefix(32))
                rest = rest.dropFirst(32)
                guard let size = Int64(exactly: try number()) else { throw broken() }
                detail.large = LargeFile(sha256: hash, size: size)
            }
            details.append(detail)
        }
        guard rest.isEmpty else { throw broken() }
        self.init(tree: tree, details: details)
    }

    private static func append(_ value: UInt64, to bytes: inout [UInt8]) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }
}
