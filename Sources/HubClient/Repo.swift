public import HubAPI

/// The kinds of repo, as types: what only models have can be asked of a `Repo<Model>` alone.
public protocol RepoKind: Sendable {
    /// What a hub tells about a repo of this kind.
    associatedtype Info: RepoInfo
    /// The properties of it that `expand` may name.
    associatedtype Property: RepoProperty
    /// What lists of such repos can be narrowed down by.
    associatedtype Filter: RepoFilter

    static var type: RepoType { get }
}

public enum Model: RepoKind {
    public typealias Info = ModelInfo
    public typealias Property = ModelProperty
    public typealias Filter = ModelFilter

    public static var type: RepoType { .model }
}

public enum Dataset: RepoKind {
    public typealias Info = DatasetInfo
    public typealias Property = DatasetProperty
    public typealias Filter = DatasetFilter

    public static var type: RepoType { .dataset }
}

public enum Space: RepoKind {
    public typealias Info = SpaceInfo
    public typealias Property = SpaceProperty
    public typealias Filter = SpaceFilter

    public static var type: RepoType { .space }
}

/// A repo of a hub. A value without state: making one asks nobody.
public struct Repo<Kind: RepoKind>: Sendable {
    public let hub: Hub
    public let id: RepoID

    public init(hub: Hub, id: RepoID) {
        self.hub = hub
        self.id = id
    }

    public var type: RepoType { Kind.type }

    /// The same without its kind in the type, which is what most of this module works with.
    var reference: RepoReference { RepoReference(type: Kind.type, id: id) }
}

/// Which repo of a hub.
public struct RepoReference: Sendable, Hashable, CustomStringConvertible {
    public let type: RepoType
    public let id: RepoID

    public init(type: RepoType, id: RepoID) {
        self.type = type
        self.id = id
    }

    /// `model a/b`.
    public var description: String { "\(type.rawValue) \(id)" }

    /// `/api/models/a/b`.
    var apiPath: String { "/api/\(type.plural)/\(id)" }

    /// `/a/b`, `/datasets/a/b`.
    var webPath: String { "/\(type.pathPrefix)\(id)" }
}

/// A state of a repo: a branch, a tag, a ref such as `refs/pr/1`, or a commit.
public struct Revision: Sendable, Hashable, CustomStringConvertible, ExpressibleByStringLiteral {
    public let name: String

    public static let main: Revision = "main"

    public init(_ name: String) { self.name = name }
    public init(stringLiteral value: String) { self.init(value) }

    public var description: String { name }

    /// Whether this is a whole commit id, which always means the same files.
    public var isCommit: Bool { name.utf8.count == 40 && name.utf8.allSatisfy(Self.isLowercaseHex) }

    private static func isLowercaseHex(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }
}
