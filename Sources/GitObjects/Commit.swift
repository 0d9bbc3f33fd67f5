/// A commit object. Reading and writing one gives back the very same bytes.
public struct Commit: Sendable, Hashable {
    public var tree: ObjectID
    public var parents: [ObjectID]
    public var author: Signature
    public var committer: Signature
    /// Headers after the committer, in order: `encoding`, `gpgsig`, `mergetag` and others.
    public var extraHeaders: [ObjectHeader]
    /// The message's bytes, as they follow the blank line.
    public var messageBytes: [UInt8]

    /// Some commits end right after their headers, without the blank line.
    private var hasMessage = true

    /// A commit with a UTF-8 message, which is kept as it is; git's own end in a newline.
    public init(
        tree: ObjectID, parents: [ObjectID], author: Signature, committer: Signature,
        extraHeaders: [ObjectHeader] = [], message: String
    ) {
        self.tree = tree
        self.parents = parents
        self.author = author
        self.committer = committer
        self.extraHeaders = extraHeaders
        messageBytes = Array(message.utf8)
    }

    /// Reads a commit object's content (without the header). Takes time linear in the number of bytes.
    /// - Throws: `invalidCommit` or `invalidSignature` when a required line is missing or malformed.
    public init(parsing bytes: [UInt8]) throws(GitError) {
        var text = try ObjectText(parsing: bytes, orThrow: .invalidCommit)
        tree = try text.id(text.take("tree"))
        parents = []
        while let parent = text.takeIfPresent("parent") { parents.append(try text.id(parent)) }
        author = try Signature(parsing: text.take("author"))
        committer = try Signature(parsing: text.take("committer"))
        extraHeaders = text.rest
        messageBytes = text.message ?? []
        hasMessage = text.message != nil
    }

    /// The bytes of the commit object (without the header).
    public func serialized() -> [UInt8] {
        var output = Array("tree \(tree.hex)\n".utf8)
        for parent in parents { output += "parent \(parent.hex)\n".utf8 }
        output += "author ".utf8
        output += author.serialized()
        output += "\ncommitter ".utf8
        output += committer.serialized()
        output.append(.newline)
        for header in extraHeaders { header.append(to: &output) }
        if hasMessage || !messageBytes.isEmpty { output.append(.newline) }
        output += messageBytes
        return output
    }

    /// The commit's id.
    public var id: ObjectID { ObjectID.hash(.commit, serialized()) }

    /// The message as text: UTF-8, or Latin-1 when it is not valid UTF-8.
    public var message: String { decodeText(messageBytes) }

    /// The first paragraph of the message on one line, as `git log --format=%s` shows it.
    public var title: String { decodeText(MessageParts(messageBytes).title) }

    /// The message after the first paragraph, without blank lines around it.
    public var body: String { decodeText(MessageParts(messageBytes).body) }

    /// The value of the first extra header of a name.
    public func header(_ name: String) -> [UInt8]? {
        extraHeaders.first { $0.name == name }?.value
    }
}
