/// Tags in the order in which rules name them, each once, within bounds: cards are strangers' text.
struct TagList {
    static let maximumCount = 1000
    /// In bytes. Longer ones fit in no index.
    static let maximumLength = 512
    /// Every repo of the Hub has it, and clients filter by it.
    static let region = "region:us"

    private(set) var tags: [String] = []
    private var seen: Set<String> = []

    mutating func add(_ tag: String?) {
        // One place is kept for the region, which follows the tags that a card may have too many of.
        guard let tag, Self.isTag(tag), tags.count < Self.maximumCount - 1 || tag == Self.region else { return }
        if tags.count < Self.maximumCount, seen.insert(tag).inserted { tags.append(tag) }
    }

    mutating func add(_ more: some Sequence<String>, prefix: String = "") {
        for tag in more where !tag.isEmpty { add(prefix + tag) }
    }

    /// Whether a text can be a tag: not empty, not too long, no NUL.
    static func isTag(_ text: String) -> Bool {
        let bytes = text.utf8
        return !bytes.isEmpty && bytes.count <= maximumLength && !bytes.contains(0)
    }
}
