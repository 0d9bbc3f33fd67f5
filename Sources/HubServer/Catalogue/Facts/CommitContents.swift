import GitObjects
import HubAPI
import RepoCards

/// What the facts of a commit come from, as far as it is known without leaving the database.
struct CommitContents {
    /// Every content that facts may come from, beside the names of the files and the card.
    let wanted: [UnreadContent]
    /// Those of them that have to be read to know more.
    private(set) var unread: [UnreadContent] = []
    private var contents: RepoContents
    /// By content, because many files may have the same; nil for one that nothing is known of.
    private var decoded: [ContentFactsStore.Key: DecodedFacts?] = [:]
    /// Bytes of facts that may still be decoded.
    private var budget = ContentFacts.mostBytes

    /// - Parameters:
    ///   - card: The text of a `README.md` that the commit brings; otherwise it is read from the tree.
    ///   - known: What was read of contents before; see ``ContentFactsStore/find(_:of:)``.
    init(
        of commit: CommitRecord, type: RepoType, _ reader: HistoryReader, card: [UInt8]? = nil,
        known: ([ContentFactsStore.Key]) throws -> [ContentFactsStore.Key: String?]
    ) throws {
        var files: [RepoFile] = []
        var cardEntry: TreeListing.Entry?
        try reader.files(in: commit.tree) { path, entry in
            files.append(RepoFile(path: path, size: entry.contentSize))
            if path == "README.md" { cardEntry = entry }
            return true
        }
        contents = RepoContents(type: type, files: files)
        if let bytes = try Self.cardBytes(cardEntry, card, reader) {
            do {
                contents.card = try RepoCard.parse(String(decoding: bytes, as: UTF8.self))
            } catch {
                // Such a card leaves the repo without metadata; it never fails the commit.
                contents.cardProblem = "\(error)"
            }
        }
        wanted = try RepoContents.wanted(type: type, files: files).compactMap { content in
            guard let path = try? FilePath(content.path), let entry = try reader.entry(path, in: commit.tree) else {
                return nil
            }
            return UnreadContent(wanted: content, entry: entry)
        }
        let known = try known(wanted.map(\.key))
        for content in wanted {
            if let facts = known[content.key] {
                add(facts, of: content)
            } else if decoded[content.key] != nil {
                add(nil, of: content)
            } else if content.large == nil, let bytes = try reader.inlineBlob(content.blob) {
                // A file that can't be read says nothing about the repo.
                add(try? ContentFacts.read(content.wanted.kind, bytes), of: content)
            } else {
                unread.append(content)
            }
        }
    }

    private static func cardBytes(
        _ entry: TreeListing.Entry?, _ card: [UInt8]?, _ reader: HistoryReader
    ) throws -> [UInt8]? {
        // The text of a large file is not here, only the pointer to it.
        guard let entry, entry.detail.large == nil else { return nil }
        if let card, ObjectID.hash(.blob, card) == entry.tree.id { return card }
        return try reader.inlineBlob(entry.tree.id)
    }

    /// Adds what was read meanwhile; a nil value is a content that can't be read.
    mutating func add(_ read: [ContentFactsStore.Key: String?]) {
        let found = unread.filter { read[$0.key] != nil }
        unread.removeAll { read[$0.key] != nil }
        for content in found { add(read[content.key] ?? nil, of: content) }
    }

    /// Adds the facts of a content, or those that another file with this content has brought already.
    private mutating func add(_ facts: String?, of content: UnreadContent) {
        let known: DecodedFacts?
        if let earlier = decoded[content.key] {
            known = earlier
        } else {
            let length = facts?.utf8.count ?? 0
            let fits = length <= min(budget, ContentFacts.mostBytes(content.wanted.kind))
            known = fits ? facts.flatMap { DecodedFacts($0, content.wanted.kind) } : nil
            if fits { budget -= length }
            decoded[content.key] = .some(known)
        }
        if let known { contents.add(known, of: content.wanted.path) }
    }

    /// The facts, as many as follow from what is known by now.
    func derive() -> StorableFacts {
        StorableFacts(
            RepoFacts.derive(contents), type: contents.type, files: contents.files,
            cardText: contents.card?.body ?? "")
    }
}

/// A content that facts come from and that was not read yet.
struct UnreadContent: Sendable {
    let wanted: WantedContent
    let blob: ObjectID
    /// Set for content that lies outside git.
    let large: TreeListing.LargeFile?
    /// Bytes of the content.
    let size: Int64

    init(wanted: WantedContent, entry: TreeListing.Entry) {
        self.wanted = wanted
        self.blob = entry.tree.id
        self.large = entry.detail.large
        self.size = entry.contentSize
    }

    var key: ContentFactsStore.Key {
        ContentFactsStore.Key(content: large?.sha256 ?? blob.bytes, kind: wanted.kind)
    }
}
