import GitObjects
import Testing

/// Random flat indexes, which git turns into trees.
enum IndexSamples {
    static func index(_ random: inout SeededGenerator, count: Int) -> [String: TreeChange.Side] {
        var files: [String: TreeChange.Side] = [:]
        for _ in 0..<count {
            let path = path(&random)
            let conflicts = files.keys.contains { $0.hasPrefix(path + "/") || path.hasPrefix($0 + "/") }
            if !conflicts { files[path] = side(&random) }
        }
        return files
    }

    static func path(_ random: inout SeededGenerator) -> String {
        let names = ["a", "a.b", "a-b", "a0", "b", "c", "é"]
        return (0..<Int.random(in: 1...4, using: &random)).map { _ in
            names.randomElement(using: &random) ?? "a"
        }.joined(separator: "/")
    }

    static func side(_ random: inout SeededGenerator) -> TreeChange.Side {
        let modes: [FileMode] = [.regular, .regular, .regular, .executable, .symlink, .submodule]
        return TreeChange.Side(
            mode: modes.randomElement(using: &random) ?? .regular,
            id: ObjectID.hash(.blob, [UInt8.random(in: 0...3, using: &random)]))
    }

    /// Writes the trees of an index with git and gives the root.
    static func write(_ files: [String: TreeChange.Side], _ repository: GitRepository) throws -> ObjectID {
        try repository.run(["read-tree", "--empty"])
        let input = files.map { "\($1.mode.octal) \($1.id)\t\($0)\0" }.joined()
        try repository.run(["update-index", "--add", "-z", "--index-info"], input: Array(input.utf8))
        return try #require(ObjectID(hex: try repository.line(["write-tree", "--missing-ok"])))
    }
}

/// Loads trees with git, remembering them.
final class TreeLoader {
    private let repository: GitRepository
    private var trees: [ObjectID: Tree] = [:]
    private(set) var asked: [ObjectID] = []

    init(_ repository: GitRepository) {
        self.repository = repository
    }

    func load(_ id: ObjectID) throws -> Tree {
        asked.append(id)
        if let tree = trees[id] { return tree }
        let tree = try Tree(parsing: try repository.run(["cat-file", "tree", id.hex]).output)
        trees[id] = tree
        return tree
    }
}

@Suite struct TreeDiffTests {
    @Test func agreesWithDiffTree() throws {
        let repository = try GitRepository()
        var random = SeededGenerator(seed: 9)
        let loader = TreeLoader(repository)
        var previous = ObjectID.emptyTree
        try repository.run(["mktree"])
        for round in 0..<20 {
            let root = try IndexSamples.write(IndexSamples.index(&random, count: round * 4), repository)
            let fields = try repository.run(["diff-tree", "-r", "-z", previous.hex, root.hex]).fields
            let expected = stride(from: 0, to: fields.count, by: 2).map { fields[$0] + " " + fields[$0 + 1] }
            let changes = try TreeDiff.changes(from: previous, to: root, load: loader.load)
            #expect(changes.map(raw) == expected)
            let renames = try repository.run(
                ["diff-tree", "-r", "-z", "-M100%", "-l0", "--name-status", previous.hex, root.hex]
            ).fields
            let mine = RenameDetection.exact(in: changes).flatMap { change in
                change.kind == .renamed
                    ? ["R100", change.oldPath ?? "", change.path] : [letter(change.kind), change.path]
            }
            #expect(mine == renames)
            previous = root
        }
        #expect(try TreeDiff.changes(from: previous, to: previous, load: loader.load).isEmpty)
        let all = try TreeDiff.changes(from: nil, to: previous, load: loader.load)
        #expect(try TreeDiff.changes(from: .emptyTree, to: previous, load: loader.load) == all)
        #expect(
            try TreeDiff.changes(from: previous, to: nil, load: loader.load).map(\.path) == all.map(\.path))
    }

    private func letter(_ kind: TreeChange.Kind) -> String {
        switch kind {
        case .added: "A"
        case .deleted: "D"
        case .modified: "M"
        case .typeChanged: "T"
        case .renamed: "R"
        }
    }

    private func raw(_ change: TreeChange) -> String {
        ":\(change.old?.mode.paddedOctal ?? "000000") \(change.new?.mode.paddedOctal ?? "000000") "
            + "\(change.old?.id ?? .zero) \(change.new?.id ?? .zero) \(letter(change.kind)) \(change.path)"
    }

    @Test func bounds() throws {
        // Thirty levels of two equal directories each: a billion files from thirty objects.
        var trees: [ObjectID: Tree] = [:]
        var tree = try Tree([TreeEntry(mode: .regular, name: "x", id: .emptyBlob)])
        trees[tree.id] = tree
        for _ in 0..<30 {
            tree = try Tree(["a", "b"].map { TreeEntry(mode: .directory, name: $0, id: tree.id) })
            trees[tree.id] = tree
        }
        let load = { (id: ObjectID) throws -> Tree in try #require(trees[id]) }
        #expect(throws: GitError.self) {
            try TreeDiff.changes(from: nil, to: tree.id, limits: .init(changes: 100), load: load)
        }
        #expect(throws: GitError.self) {
            try TreeDiff.changes(from: nil, to: tree.id, limits: .init(trees: 20), load: load)
        }
        #expect(throws: GitError.self) {
            try TreeDiff.changes(from: nil, to: tree.id, limits: .init(depth: 30), load: load)
        }
        var count = 0
        try TreeDiff.forEachChange(from: nil, to: tree.id, load: load) { _ in
            count += 1
            return count < 5
        }
        #expect(count == 5)
    }
}
