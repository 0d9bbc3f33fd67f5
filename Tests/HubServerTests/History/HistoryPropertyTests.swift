import HubAPI
import Testing

@testable import HubServer

/// Random histories with branches from old commits, squashes and tags, against a model of them and against git.
@Suite struct HistoryPropertyTests {
    /// What the hub should have, kept the plain way.
    struct Model {
        struct Commit {
            let parent: String?
            let files: [String: String]
        }

        var commits: [String: Commit] = [:]
        var branches: [String: String] = [:]

        func files(_ branch: String) -> [String: String] { branches[branch].flatMap { commits[$0] }?.files ?? [:] }

        func history(_ branch: String) -> [String] {
            Array(sequence(first: branches[branch] ?? "", next: { commits[$0]?.parent ?? nil }))
        }

        /// What is at a path: a file's text, or everything below a folder.
        private func state(_ path: String, _ id: String?) -> [String: String] {
            guard let files = id.flatMap({ commits[$0] })?.files else { return [:] }
            return files.filter { $0.key == path || $0.key.hasPrefix(path + "/") }
        }

        /// The newest commit along first parents after which the path is not as before.
        func lastCommit(_ path: String, _ branch: String) -> String? {
            history(branch).first { state(path, $0) != state(path, commits[$0]?.parent ?? nil) }
        }
    }

    private static let paths = ["a/x", "a/y", "a/b/x", "a/b/c/z", "b", "b/x", "c/x", "c/y", "d", "e/f/g/h"]

    private static func changes(_ files: inout [String: String], _ random: inout SeededRandom) -> [Change] {
        var changes: [Change] = []
        for _ in 0...random.below(3) {
            switch random.below(5) {
            case 0 where files.count > 2:
                let path = random.pick(files.keys.sorted())
                guard path != ".gitattributes" else { continue }
                files[path] = nil
                changes.append(.delete(path))
            case 1 where files.keys.contains { $0.hasPrefix("a/b/") } && files.count > 4:
                files = files.filter { !$0.key.hasPrefix("a/b/") }
                changes.append(.deleteFolder("a/b"))
            case 2:
                let (from, to) = (random.pick(files.keys.sorted()), random.pick(paths))
                guard from != to, !from.hasPrefix(to + "/"), !to.hasPrefix(from + "/"), let text = files[from] else {
                    continue
                }
                changes += makeRoom(for: to, &files) + [.copy(to, from: from)]
                files[to] = text
            default:
                let (path, text) = (random.pick(paths), "text \(random.below(6))\n")
                changes += makeRoom(for: path, &files) + [.put(path, text)]
                files[path] = text
            }
        }
        return changes
    }

    /// Deletes what a file at the path can't be beside: a folder of this name, files of its folders' names.
    private static func makeRoom(for path: String, _ files: inout [String: String]) -> [Change] {
        var changes: [Change] = []
        if files.keys.contains(where: { $0.hasPrefix(path + "/") }) { changes.append(.deleteFolder(path)) }
        for file in files.keys.sorted() where path.hasPrefix(file + "/") { changes.append(.delete(file)) }
        files = files.filter { !$0.key.hasPrefix(path + "/") && !path.hasPrefix($0.key + "/") }
        return changes
    }

    @Test(arguments: TestDatabase.available, [UInt64(1), 2, 3])
    func randomHistory(_ kind: TestDatabase, _ seed: UInt64) async throws {
        try await withHub(kind) { hub in
            var random = SeededRandom(seed)
            let repo = try await hub.makeRepo("m")
            var model = Model()
            let first = try await hub.head(repo)
            model.commits[first] = .init(
                parent: nil, files: [".gitattributes": try await hub.content(repo, ".gitattributes").text])
            model.branches["main"] = first
            for step in 0..<45 { try await Self.step(step, hub, repo, &model, &random) }
            for branch in model.branches.keys.sorted() { try await Self.check(branch, hub, repo, model) }
            try await Self.checkWithGit(hub, repo, model)
        }
    }

    private static func step(
        _ step: Int, _ hub: TestHub, _ repo: String, _ model: inout Model, _ random: inout SeededRandom
    ) async throws {
        let branch = random.pick(model.branches.keys.sorted())
        switch random.below(12) {
        case 0, 1:
            let start = random.pick(model.commits.keys.sorted())
            let name = "b\(step)"
            try await hub.post("/api/\(repo)/branch/\(name)", ["startingPoint": .string(start)], as: "ann").expect(200)
            model.branches[name] = start
        case 2 where step % 3 == 0:
            try await hub.post(
                "/api/\(repo)/super-squash/\(branch)", ["message": .string("squash \(step)")], as: "ann"
            ).expect(200)
            let id = try await hub.head(repo, branch)
            model.commits[id] = .init(parent: nil, files: model.files(branch))
            model.branches[branch] = id
        default:
            var files = model.files(branch)
            let before = files
            let changes = changes(&files, &random)
            let id = try await hub.commit(repo, changes, to: branch, title: "step \(step)")
            if files == before {
                #expect(id == model.branches[branch])
            } else {
                model.commits[id] = .init(parent: model.branches[branch], files: files)
                model.branches[branch] = id
            }
        }
    }

    private static func check(_ branch: String, _ hub: TestHub, _ repo: String, _ model: Model) async throws {
        let items = try await hub.items("/api/\(repo)/tree/\(branch)?recursive=true&expand=true&limit=7")
        let files = items.filter { $0["type"] == "file" }.compactMap { $0["path"]?.string }
        #expect(files.sorted() == model.files(branch).keys.sorted(), "\(branch)")
        for item in items {
            let path = item["path"]?.string ?? ""
            #expect(item["lastCommit"]?["id"]?.string == model.lastCommit(path, branch), "\(branch) \(path)")
        }
        for (path, text) in model.files(branch) {
            #expect(try await hub.content(repo, path, at: branch).text == text, "\(branch) \(path)")
        }
        let commits = try await hub.items("/api/\(repo)/commits/\(branch)?limit=4")
        #expect(commits.compactMap { $0["id"]?.string } == model.history(branch))
        for commit in commits {
            let parent = model.commits[commit["id"]?.string ?? ""]?.parent ?? nil
            #expect(commit["parents"]?.strings == (parent.map { [$0] } ?? []))
        }
    }

    private static func checkWithGit(_ hub: TestHub, _ repo: String, _ model: Model) async throws {
        let git = try await GitCopy(hub, repo)
        let complaints = try git.git("fsck", "--full", "--strict", "--no-dangling")
        #expect(complaints.trimmed.isEmpty)
        for branch in model.branches.keys {
            #expect(try git.git("log", "--first-parent", "--format=%H", branch).lines == model.history(branch))
            let names = try git.git("ls-tree", "-r", "--name-only", branch).lines
            #expect(names.sorted() == model.files(branch).keys.sorted())
        }
        var random = SeededRandom(99)
        let ids = model.commits.keys.sorted()
        for _ in 0..<12 {
            let (base, head) = (random.pick(ids), random.pick(ids))
            let patch = try await hub.get("/api/\(repo)/compare/\(base)..\(head)").expect(200).text
            let expected = try git.git("diff", "--no-color", "--no-renames", "--abbrev=7", base, head)
            #expect(patch == expected, "\(base)..\(head)")
        }
    }
}
