import HubAPI
import ModelFormats

/// What the rules look at.
struct Evidence {
    let contents: RepoContents
    /// The card's metadata; an empty object without any.
    let data: JSONValue
    /// Sorted by path, each path once.
    let files: [RepoFile]
    let paths: Set<String>
    /// The last parts of the files' paths. Of models only: data sets have too many, and no rule asks for them.
    let names: Set<Substring>
    /// What follows the last dot of the names, as it is written.
    private let extensions: Set<Substring>

    init(_ contents: RepoContents) {
        self.contents = contents
        data = contents.card?.data ?? .object([])
        var paths: Set<String> = []
        paths.reserveCapacity(contents.files.count)
        files = contents.files.sorted(by: Self.precedes).filter { paths.insert($0.path).inserted }
        self.paths = paths
        names = contents.type == .model ? Set(files.map { Self.name(of: $0.path) }) : []
        extensions = Set(names.compactMap(Self.extension(of:)))
    }

    /// Paths that differ but compare as equal (accents, written in two ways) have an order, too; the size decides
    /// between two files of one path, which no branch has: the order of files must never matter.
    private static func precedes(_ left: RepoFile, _ right: RepoFile) -> Bool {
        if left.path != right.path { return left.path < right.path }
        if left.path.utf8.lexicographicallyPrecedes(right.path.utf8) { return true }
        if right.path.utf8.lexicographicallyPrecedes(left.path.utf8) { return false }
        return left.size < right.size
    }

    /// What follows the last slash.
    static func name(of path: String) -> Substring {
        path.utf8.lastIndex(of: UInt8(ascii: "/")).map { path[path.utf8.index(after: $0)...] } ?? path[...]
    }

    /// What follows the last dot of a name.
    static func `extension`(of name: Substring) -> Substring? {
        name.utf8.lastIndex(of: UInt8(ascii: ".")).map { name[name.utf8.index(after: $0)...] }
    }

    // MARK: The card

    /// A text that can be a tag. A list stands for its first text: some cards write lists where one value belongs.
    func text(_ key: String) -> String? {
        texts(key).first
    }

    /// The strings under a key that has one or a list of them. Anything else in it says nothing.
    func texts(_ key: String) -> [String] {
        (data[key]?.strings ?? []).filter(TagList.isTag)
    }

    /// A version, which YAML may have taken for a number.
    func version(_ key: String) -> String? {
        switch data[key] {
        case .integer(let value): String(value)
        case .number(let value): String(value)
        default: text(key)
        }
    }

    /// The card's own tags.
    var cardTags: [String] { texts("tags") }

    // MARK: The files

    /// Whether a file, in whatever folder, has one of these extensions.
    func hasFile(withExtension wanted: String...) -> Bool {
        wanted.contains { extensions.contains($0[...]) }
    }

    /// A parsed JSON file.
    func document(_ path: String) -> JSONValue? {
        contents.documents[path]
    }

    /// What a model's `config.json` says.
    var config: JSONValue? { document("config.json") }
}
