import HubAPI

/// What the rules look at.
struct Evidence {
    let card: RepoCard?
    let data: JSONValue
    let files: Set<String>
    /// The last parts of the files' paths.
    let names: Set<Substring>

    init(card: RepoCard?, files: [String]) {
        self.card = card
        data = card?.data ?? .object([])
        self.files = Set(files)
        names = Set(files.map(Self.name(of:)))
    }

    static func name(of path: String) -> Substring {
        path.utf8.lastIndex(of: UInt8(ascii: "/")).map { path[path.utf8.index(after: $0)...] } ?? path[...]
    }

    func text(_ key: String) -> String? {
        data[key]?.string.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The strings under a key that has one or a list of them.
    func texts(_ key: String) -> [String] {
        (data[key]?.strings ?? []).filter { !$0.isEmpty }
    }

    /// A version, which YAML may have taken for a number.
    func version(_ key: String) -> String? {
        switch data[key] {
        case .integer(let value): String(value)
        case .number(let value): String(value)
        default: text(key)
        }
    }

    func hasFile(endingIn suffixes: String...) -> Bool {
        names.contains { name in suffixes.contains { name.hasSuffix($0) } }
    }
}
