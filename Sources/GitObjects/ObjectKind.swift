/// The four kinds of git object; the raw value is the word in object headers.
public enum ObjectKind: String, Sendable, Hashable, CaseIterable {
    case blob
    case tree
    case commit
    case tag
}

extension ObjectID {
    /// The id git gives to an object of a kind with these bytes of content (without the header).
    public static func hash(_ kind: ObjectKind, _ content: [UInt8]) -> ObjectID {
        var hasher = ObjectHasher(kind: kind, size: Int64(content.count))
        hasher.update(content)
        return hasher.finalize()
    }
}
