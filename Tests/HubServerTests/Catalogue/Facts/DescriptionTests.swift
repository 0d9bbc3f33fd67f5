import Crypto
import HubAPI
import HubStorage
import Testing

@testable import HubServer

/// Descriptions beside commits: what they find when they are slow, fail, or when the repo changes meanwhile.
@Suite("Descriptions", .timeLimit(.minutes(20)))
struct DescriptionTests {
    @Test("facts follow content back and forth", arguments: LFSFixture.Kind.available)
    func backAndForth(_ kind: LFSFixture.Kind) async throws {
        let fixture = try await FactsFixture(kind)
        let (small, big) = (FactsFixture.weights(3), FactsFixture.weights(5))
        for (bytes, count) in [(small, 3), (big, 5), (small, 3)] as [([UInt8], Int64)] {
            #expect(try await fixture.commit(["model.safetensors": .large(bytes)]))
            // What is left to be read says nothing yet: facts of the content before would be wrong.
            #expect(try await !fixture.isKnown(nil))
            #expect(try await fixture.known().tags.contains("safetensors"))
            try await fixture.descriptions.describe(LFSFixture.model)
            #expect(try await fixture.isKnown(count))
            // What is no longer there is forgotten.
            #expect(try await fixture.contentFacts() == (1, 0))
        }
        // Nothing that facts come from changes.
        #expect(try await !fixture.commit(["model.safetensors": .large(small), "notes.txt": .text("a")]))
        #expect(try await !fixture.commit(["model.safetensors": .large(small), "notes.txt": .text("b")]))
        #expect(try await fixture.isKnown(3))
        // What was read before is not read again under another name.
        try await fixture.commit(["other.txt": .text("x"), "config.json": .text(FactsFixture.config("bert"))])
        #expect(try await fixture.parameters() == nil)
        #expect(try await fixture.contentFacts() == (0, 0))
        #expect(try await fixture.known().tags.contains("bert"))
    }

    @Test("what can't be read is asked for once", arguments: LFSFixture.Kind.available)
    func hostileHeaders(_ kind: LFSFixture.Kind) async throws {
        let fixture = try await FactsFixture(kind)
        let giant = FormatsFixture.length(1 << 62) + Array(repeating: UInt8(ascii: "{"), count: 100)
        let long = FormatsFixture.length(99) + Array("{}".utf8)
        let deep = FormatsFixture.length(50_000) + Array(repeating: UInt8(ascii: "["), count: 50_000)
        let hostile: [[UInt8]] = [
            [], [1], giant, long, deep, Array("GGUF".utf8) + [3, 0, 0, 0] + Array(repeating: 255, count: 64),
            Array("GGUF".utf8), Array("PAR1\u{7f}\u{7f}\u{7f}\u{7f}PAR1".utf8),
        ]
        for (number, bytes) in hostile.enumerated() {
            for name in ["model.safetensors", "m-Q4_K_M.gguf"] {
                try await fixture.commit([name: .large(bytes), "README.md": .text("---\ntags: [n\(number)]\n---\n")])
                try await fixture.descriptions.describe(LFSFixture.model)
                let known = try await fixture.known()
                #expect(known.isFinished && known.parameters == nil && known.tags.contains("n\(number)"))
                #expect(try await fixture.contentFacts() == (1, 1))
            }
        }
        let outdated = try await fixture.database.read { db in
            try RepoFactsStore(db).outdated(before: 1, after: nil, limit: 10).map(\.repoID)
        }
        #expect(outdated.isEmpty)
    }

    @Test("one content that can't be read now doesn't hide the others", arguments: LFSFixture.Kind.available)
    func partly(_ kind: LFSFixture.Kind) async throws {
        let fixture = try await FactsFixture(kind)
        // The header is read in two steps, the other content in one: whatever comes first, something is left out.
        try await fixture.commit([
            "model.safetensors": .large(FactsFixture.weights(7)),
            "config.json": .large(Array(FactsFixture.config("bert").utf8)),
        ])
        fixture.storage.objects.fail(after: 0)
        await #expect(throws: FaultyStore.Fault.self) { try await fixture.descriptions.describe(LFSFixture.model) }
        #expect(try await !fixture.known().isFinished)
        fixture.storage.objects.fail(after: 1)
        await #expect(throws: FaultyStore.Fault.self) { try await fixture.descriptions.describe(LFSFixture.model) }
        #expect(try await !fixture.known().isFinished)
        fixture.storage.objects.fail(after: 2)
        _ = try? await fixture.descriptions.describe(LFSFixture.model)
        fixture.storage.objects.fail(after: nil)
        try await fixture.descriptions.describe(LFSFixture.model)
        #expect(try await fixture.isKnown(7))
        #expect(try await fixture.known().tags.contains("bert"))
        #expect(try await fixture.contentFacts() == (2, 0))
    }

    @Test("a content that is missing leaves the rest", arguments: LFSFixture.Kind.available)
    func lost(_ kind: LFSFixture.Kind) async throws {
        let fixture = try await FactsFixture(kind)
        try await fixture.commit([
            "model.safetensors": .large(FactsFixture.weights(7)),
            "config.json": .large(Array(FactsFixture.config("bert").utf8)),
        ])
        try await fixture.database.write { db in
            _ = try LFSStore(db).unbind(LFSFixture.model, [Array(SHA256.hash(data: FactsFixture.weights(7)))])
        }
        try await fixture.descriptions.describe(LFSFixture.model)
        let known = try await fixture.known()
        #expect(known.isFinished && known.parameters == nil && known.tags.contains("bert"))
    }

    @Test("a commit meanwhile is described, and not what it replaced", arguments: LFSFixture.Kind.available)
    func commitMeanwhile(_ kind: LFSFixture.Kind) async throws {
        let fixture = try await FactsFixture(kind)
        try await fixture.commit(["model.safetensors": .large(FactsFixture.weights(3))])
        fixture.held.hold()
        let work = Task { try await fixture.descriptions.describe(LFSFixture.model) }
        try await fixture.held.someoneWaits()
        try await fixture.commit(["model.safetensors": .large(FactsFixture.weights(9))])
        fixture.held.release()
        try await work.value
        #expect(try await fixture.isKnown(9))
        #expect(try await fixture.contentFacts() == (1, 0))
    }

    @Test("a repo that is deleted meanwhile is left alone", arguments: LFSFixture.Kind.available)
    func deletedMeanwhile(_ kind: LFSFixture.Kind) async throws {
        let fixture = try await FactsFixture(kind)
        try await fixture.commit(["model.safetensors": .large(FactsFixture.weights(3))])
        fixture.held.hold()
        let work = Task { try await fixture.descriptions.describe(LFSFixture.model) }
        try await fixture.held.someoneWaits()
        try await fixture.database.write { db in try ReposStore(db).delete(id: LFSFixture.model) }
        fixture.held.release()
        try await work.value
        for table in ["repo_texts", "content_facts", "repo_tags", "repo_properties"] {
            #expect(try await fixture.storage.count(table) == 0)
        }
        for subject in ["\(LFSFixture.model)", "x", "", "-1", "99999999999999999999"] {
            try await fixture.descriptions.describe(subject: subject)
        }
    }

    @Test("a commit's answer doesn't wait for a slow store", arguments: LFSFixture.Kind.available)
    func slow(_ kind: LFSFixture.Kind) async throws {
        let fixture = try await FactsFixture(kind)
        try await fixture.commit(["model.safetensors": .large(FactsFixture.weights(3))])
        fixture.held.hold()
        // Comes back although nobody can read.
        await fixture.descriptions.describeSoon(LFSFixture.model)
        // It may have waited no longer than it wants to, and the work may not have come that far yet.
        try await fixture.held.someoneWaits()
        #expect(try await fixture.parameters() == nil)
        #expect(try await fixture.jobs() == 1)
        // Somebody works on it: no second one begins.
        await fixture.descriptions.describeSoon(LFSFixture.model)
        #expect(fixture.held.waitingCount == 1)
        fixture.held.release()
        while try await fixture.jobs() > 0 { try await Task.sleep(for: .milliseconds(5)) }
        #expect(try await fixture.parameters() == 3)
    }

    @Test("what goes wrong at once is left to the worker", arguments: LFSFixture.Kind.available)
    func failure(_ kind: LFSFixture.Kind) async throws {
        let fixture = try await FactsFixture(kind)
        try await fixture.commit(["model.safetensors": .large(FactsFixture.weights(3))])
        fixture.storage.objects.fail(after: 0)
        await fixture.descriptions.describeSoon(LFSFixture.model)
        // It may have waited no longer than it wants to.
        while fixture.storage.objects.faults == 0 { try await Task.sleep(for: .milliseconds(5)) }
        while try await fixture.storage.count("jobs", where: "leased_until > 0") > 0 {
            try await Task.sleep(for: .milliseconds(5))
        }
        #expect(try await fixture.storage.count("jobs", where: "attempts = 0") == 1)
        fixture.storage.objects.fail(after: nil)
        let runner = JobRunner(
            database: fixture.database,
            handlers: [
                .describe: { job in
                    try await fixture.descriptions.describe(subject: job.subject)
                    return .done
                }
            ], sweep: {}, signal: JobSignal(), logger: fixture.descriptions.logger)
        #expect(try await runner.runDue() == 1)
        #expect(try await fixture.isKnown(3))
        #expect(try await fixture.jobs() == 0)
    }

    @Test("a card that is stored as a large file says nothing", arguments: LFSFixture.Kind.available)
    func largeCard(_ kind: LFSFixture.Kind) async throws {
        let fixture = try await FactsFixture(kind)
        try await fixture.commit(["README.md": .large(Array("---\nlicense: mit\n---\n# Hello".utf8))])
        let text = try await fixture.database.read { db in
            try RepoTextsStore(db).bodies(of: [LFSFixture.model])[LFSFixture.model]
        }
        #expect(text?.isEmpty == true)
        #expect(try await fixture.known().tags == ["region:us"])
    }

    @Test("cards in which one character is very long", arguments: LFSFixture.Kind.available)
    func longCharacters(_ kind: LFSFixture.Kind) async throws {
        let fixture = try await FactsFixture(kind)
        var random = SeededRandom(5)
        // Old Hangul: a whole word of it is one character. All words differ, and each counts twice: whole and in parts.
        func word() -> String {
            let scalars = (0..<150).compactMap { _ in Unicode.Scalar(UInt32(0x1100 + random.below(19))) }
            return String(String.UnicodeScalarView(scalars))
        }
        let words = (0..<1_100).map { _ in word() + "-" + word() }
        let hyphens = (0..<30_000).map { "w\(String($0, radix: 36))-x\(String($0 * 7, radix: 36)).org/p\($0)" }
        for text in [words.joined(separator: " "), hyphens.joined(separator: " ")] {
            try await fixture.commit(["README.md": .text("---\ntags: [found]\n---\nfirstword " + text)])
            #expect(try await fixture.known().tags.contains("found"))
            let found = try await fixture.database.read { db in
                try FullTextStore(db).ids(SearchWords("firstword"), [.model], .anonymous)
            }
            #expect(found == [LFSFixture.model])
            try await fixture.commit([:])
        }
    }

    @Test("strange words in cards", arguments: LFSFixture.Kind.available)
    func strangeCards(_ kind: LFSFixture.Kind) async throws {
        let fixture = try await FactsFixture(kind)
        let long = String(repeating: "x", count: 600)
        let many = (0..<3_000).map { "t\($0)-\(String(repeating: "y", count: 300))" }.joined(separator: ", ")
        for card in [
            "---\ntags: [ok, \(long)]\npipeline_tag: \(long)\nlibrary_name: \(long)\n---\n",
            "---\ntags: [ok, \"a\\0b\"]\nlibrary_name: \"a\\0b\"\ndescription: \"a\\0b\"\n---\nx\u{0}y",
            "---\ntags: [ok, \(many)]\n---\n", "---\ntags: [ok, ok, ok]\nbase_model: [a/b, a/b]\n---\n",
        ] {
            try await fixture.commit(["README.md": .text(card)])
            #expect(try await fixture.known().tags.contains("ok"))
            try await fixture.commit([:])
        }
        try await fixture.commit(["README.md": .text("---\ntags: [a\n---\n")])
        #expect(try await fixture.known().tags == ["region:us"])
        let problem = try await fixture.database.read { db in
            try RepoFactsStore(db).properties(["cardProblem"], of: [LFSFixture.model])[LFSFixture.model]
        }
        #expect(problem?["cardProblem"]?.contains("line") == true)
    }

    @Test("a repo that moves meanwhile keeps its new name in the index", arguments: LFSFixture.Kind.available)
    func movedMeanwhile(_ kind: LFSFixture.Kind) async throws {
        let fixture = try await FactsFixture(kind)
        try await fixture.commit(["README.md": .text("hello")])
        try await fixture.database.write { db in
            let store = ReposStore(db)
            let before = try #require(try store.find(id: LFSFixture.model))
            try store.rename(before, to: RepoID(namespace: "ann", name: "brandnew"), owner: LFSFixture.ann)
            let reader = HistoryReader(writing: db, repoID: before.id, caches: HistoryCaches())
            let headID = try #require(before.head)
            let head = try #require(try reader.commit(headID))
            // With what was known of the repo before it moved.
            try HeadDerivation(db: db, repo: before, reader: reader).derive(head)
        }
        let found = try await fixture.database.read { db in
            try ["brandnew", "model"].map { try FullTextStore(db).ids(SearchWords($0), [.model], .anonymous) }
        }
        #expect(found == [[LFSFixture.model], []])
    }
}
