public import HubAPI

/// The kinds of repo, as types: what only models have can be asked of a `Repo<Model>` alone.
public protocol RepoKind: Sendable {
    /// What a hub tells about a repo of this kind.
    associatedtype Info: RepoInfo
    /// The properties of it that `expand` may name.
    associatedtype Property: RepoProperty
    /// What lists of such repos can be narrowed down by.
    associatedtype Filter: RepoFilter

    /// The same as a value.
    static var type: RepoType { get }
}

/// The kind of models: a `Repo<Model>` is a model.
public enum Model: RepoKind {
    /// What a hub tells about a model.
    public typealias Info = ModelInfo
    /// What `expand` may name.
    public typealias Property = ModelProperty
    /// What lists of models can be narrowed down by.
    public typealias Filter = ModelFilter

    /// `RepoType.model`.
    public static var type: RepoType { .model }
}

/// The kind of datasets: a `Repo<Dataset>` is a dataset.
public enum Dataset: RepoKind {
    /// What a hub tells about a dataset.
    public typealias Info = DatasetInfo
    /// What `expand` may name.
    public typealias Property = DatasetProperty
    /// What lists of datasets can be narrowed down by.
    public typealias Filter = DatasetFilter

    /// `RepoType.dataset`.
    public static var type: RepoType { .dataset }
}

/// The kind of Spaces: a `Repo<Space>` is a Space.
public enum Space: RepoKind {
    /// What a hub tells about a Space.
    public typealias Info = SpaceInfo
    /// What `expand` may name.
    public typealias Property = SpaceProperty
    /// What lists of Spaces can be narrowed down by.
    public typealias Filter = SpaceFilter

    /// `RepoType.space`.
    public static var type: RepoType { .space }
}

/// A repo of a hub. A value without state: making one asks nobody.
public struct Repo<Kind: RepoKind>: Sendable {
    /// The hub that is asked.
    public let hub: Hub
    /// `namespace/name`, or a bare name.
    public let id: RepoID

    /// A repo of a hub, whether it is there or not.
    public init(hub: Hub, id: RepoID) {
        self.hub = hub
        self.id = id
    }

    /// Model, dataset or Space.
    public var type: RepoType { Kind.type }

    /// The same without its kind in the type, which is what most of this module works with.
    var reference: RepoReference { RepoReference(type: Kind.type, id: id) }
}

/// Which repo of a hub.
public struct RepoReference: Sendable, Hashable, CustomStringConvertible {
    /// Model, dataset or Space.
    public let type: RepoType
    /// `namespace/name`, or a bare name.
    public let id: RepoID

    /// Takes the parts as they are.
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
    /// As the hub knows it: `main`, `v1.0`, `refs/pr/1`, or the 40 hex digits of a commit.
    public let name: String

    /// The main branch.
    public static let main: Revision = "main"

    /// By the name of a branch, tag or ref, or by the id of a commit. Whether it is there, the hub says.
    public init(_ name: String) { self.name = name }
    /// By its name.
    public init(stringLiteral value: String) { self.init(value) }

    /// The name.
    public var description: String { name }

    /// Whether this is a whole commit id, which always means the same files.
    public var isCommit: Bool { name.utf8.count == 40 && name.utf8.allSatisfy(Self.isLowercaseHex) }

    private static func isLowercaseHex(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }
}
