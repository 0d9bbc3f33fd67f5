/// A repository's id: `namespace/name`, or a bare `name` as old canonical models have.
///
/// Ids compare case-insensitively and are shown as created.
public struct RepoID: Sendable, Hashable, CustomStringConvertible {
    /// The user or organization that it belongs to; nil for a bare name.
    public let namespace: String?
    /// The name within the namespace.
    public let name: String

    /// Takes the two parts as they are; see ``isValidName(_:)``.
    public init(namespace: String?, name: String) {
        self.namespace = namespace
        self.name = name
    }

    /// From `ns/name` or `name`; nil when a part is not a valid name or there are more than two.
    public init?(_ text: some StringProtocol) {
        let parts = String(text).split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard (1...2).contains(parts.count), parts.allSatisfy(Self.isValidName) else { return nil }
        self.init(namespace: parts.count == 2 ? parts[0] : nil, name: parts[parts.count - 1])
    }

    /// `namespace/name`, or the bare name.
    public var description: String { namespace.map { "\($0)/\(name)" } ?? name }

    /// What two ids are compared by.
    public var key: String { description.lowercased() }

    /// The Hub's rule for a namespace or repo name: 1 to 96 characters of `[A-Za-z0-9_.-]`, beginning and ending
    /// with a letter, digit or underscore, without `--` or `..`, not ending in `.git`
    /// (huggingface_hub `validate_repo_id`).
    public static func isValidName(_ name: String) -> Bool {
        let bytes = Array(name.utf8)
        guard (1...96).contains(bytes.count), let first = bytes.first, let last = bytes.last else { return false }
        guard isWord(first), isWord(last) else { return false }
        var before: UInt8 = 0
        for byte in bytes {
            guard isWord(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") else { return false }
            if byte == before, byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") { return false }
            before = byte
        }
        return !name.lowercased().hasSuffix(".git")
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
