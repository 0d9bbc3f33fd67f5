/// An annotated tag object. Reading and writing one gives back the very same bytes.
public struct Tag: Sendable, Hashable {
    /// The tagged object.
    public var object: ObjectID
    /// The tagged object's kind.
    public var kind: ObjectKind
    /// The tag's short name, without `refs/tags/`.
    public var name: String
    /// Who made the tag; the oldest tags say nothing of it.
    public var tagger: Signature?
    /// Headers after the tagger, in order.
    public var extraHeaders: [ObjectHeader]
    /// The message's bytes, as they follow the blank line; a signature of the tag is at its end.
    public var messageBytes: [UInt8]

    private var hasMessage = true

    /// A tag with a UTF-8 message, which is kept as it is. The name should be valid after `refs/tags/`, see
    /// `RefName`; bytes in it that would break the object are left out when written.
    public init(object: ObjectID, kind: ObjectKind, name: String, tagger: Signature?, message: String) {
        self.object = object
        self.kind = kind
        self.name = name
        self.tagger = tagger
        extraHeaders = []
        messageBytes = Array(message.utf8)
    }

    /// Reads a tag object's content (without the header). Takes time linear in the number of bytes.
    /// - Throws: `invalidTag` or `invalidSignature` when a required line is missing or malformed.
    public init(parsing bytes: [UInt8]) throws(GitError) {
        var text = try ObjectText(parsing: bytes, orThrow: .invalidTag)
        object = try text.id(text.take("object"))
        guard let kind = ObjectKind(rawValue: decodeText(try text.take("type"))) else {
            throw GitError(.invalidTag, "an unknown type of object")
        }
        self.kind = kind
        guard let name = String(validating: try text.take("tag"), as: UTF8.self),
            !name.utf8.contains(.newline)
        else { throw GitError(.invalidTag, "an invalid name") }
        self.name = name
        if let tagger = text.takeIfPresent("tagger") { self.tagger = try Signature(parsing: tagger) }
        extraHeaders = text.rest
        messageBytes = text.message ?? []
        hasMessage = text.message != nil
    }

    /// The bytes of the tag object (without the header).
    public func serialized() -> [UInt8] {
        var output = Array("object \(object.hex)\ntype \(kind.rawValue)\ntag ".utf8)
        output += name.utf8.filter { $0 != .newline && $0 != 0 }
        output.append(.newline)
        if let tagger {
            output += "tagger ".utf8
            output += tagger.serialized()
            output.append(.newline)
        }
        for header in extraHeaders { header.append(to: &output) }
        if hasMessage || !messageBytes.isEmpty { output.append(.newline) }
        output += messageBytes
        return output
    }

    /// The tag's id.
    public var id: ObjectID { ObjectID.hash(.tag, serialized()) }

    /// The message as text: UTF-8, or Latin-1 when it is not valid UTF-8.
    public var message: String { decodeText(messageBytes) }
}
