import GitObjects
import HubAPI
import HubStorage
import RepoCards
import Testing

@testable import HubServer

/// How much memory the facts of one commit may take, whatever its files say of themselves.
@Suite("Limits of facts", .timeLimit(.minutes(20)))
struct FactsLimitsTests {
    private static let megabyte = 1 << 20

    private static func shard(_ number: Int, of count: Int) -> String {
        func digits(_ number: Int) -> String { String(String(number + 100_000).dropFirst()) }
        return "model-\(digits(number))-of-\(digits(count)).safetensors"
    }

    /// What is kept of weights with so many numbers, as long as it may be.
    private static func facts(_ count: Int) -> String {
        let text = #"{"counts":[{"dtype":"F32","role":"weight","elements":\#(count)}]}"#
        return text + String(repeating: " ", count: megabyte - text.utf8.count)
    }

    private static func contents(
        _ fixture: FactsFixture, _ db: any SQLConnection,
        known: ([ContentFactsStore.Key]) throws -> [ContentFactsStore.Key: String?]
    ) throws -> CommitContents {
        let repo = try #require(try ReposStore(db).find(id: LFSFixture.model))
        let reader = HistoryReader(db, repoID: repo.id, caches: HistoryCaches())
        let head = try #require(repo.head)
        let commit = try #require(try reader.commit(head))
        return try CommitContents(of: commit, type: .model, reader, known: known)
    }

    @Test("a content that many files have is read once", arguments: LFSFixture.Kind.available)
    func readOnce(_ kind: LFSFixture.Kind) async throws {
        let fixture = try await FactsFixture(kind)
        let (weights, others) = (FactsFixture.weights(5), FactsFixture.weights(7))
        try await fixture.commit([
            Self.shard(1, of: 3): .large(weights), Self.shard(2, of: 3): .large(others),
            Self.shard(3, of: 3): .large(weights),
        ])
        let counts = try await fixture.database.read { db in
            let unread = try Self.contents(fixture, db) { _ in [:] }.unread
            return (unread.count, try UnreadContents(unread, of: LFSFixture.model, db).places.count)
        }
        #expect(counts == (3, 2))
        try await fixture.descriptions.describe(LFSFixture.model)
        #expect(try await fixture.isKnown(17))
        #expect(try await fixture.contentFacts() == (2, 0))
    }

    @Test("facts of one content count once, those of many have an end", arguments: LFSFixture.Kind.available)
    func decodedOnce(_ kind: LFSFixture.Kind) async throws {
        let fixture = try await FactsFixture(kind)
        // If something is not known of a shard, the whole is not counted.
        let cases: [(Bool, Int, Int64?)] = [(true, 40, 40), (false, 32, 32), (false, 33, nil)]
        for (isShared, count, expected) in cases {
            var files: [String: FactsFixture.File] = [:]
            for number in 1...count {
                files[Self.shard(number, of: count)] = .bytes(isShared ? [1] : [1, UInt8(number)])
            }
            try await fixture.commit(files)
            let parameters = try await fixture.database.read { db in
                try Self.contents(fixture, db) { wanted in
                    Dictionary(wanted.map { ($0, .some(Self.facts(1))) }) { first, _ in first }
                }.derive().parameters
            }
            #expect(parameters == expected)
        }
    }

    @Test("nothing is known of what says too much", arguments: LFSFixture.Kind.available)
    func bounded(_ kind: LFSFixture.Kind) async throws {
        let fixture = try await FactsFixture(kind)
        let long = Self.facts(1) + " "
        @Sendable func key(_ number: UInt8, _ kind: WantedContent.Kind = .safetensors) -> ContentFactsStore.Key {
            ContentFactsStore.Key(content: [number], kind: kind)
        }
        try await fixture.database.write { db in
            let store = ContentFactsStore(db)
            try store.put([key(0): long, key(1): nil, key(2, .text): "", key(3, .text): long], of: LFSFixture.model)
            // As older versions kept it.
            try db.execute(
                "INSERT INTO content_facts (repo_id, content, kind, facts) VALUES (?, ?, 'safetensors', ?)",
                .integer(LFSFixture.model), .blob([4]), .text(long))
        }
        #expect(try await fixture.contentFacts() == (5, 2))
        let found = try await fixture.database.read { db in
            try ContentFactsStore(db).find(
                [key(0), key(1), key(2, .text), key(3, .text), key(4), key(5)], of: LFSFixture.model)
        }
        let expected: [ContentFactsStore.Key: String?] = [
            key(0): nil, key(1): nil, key(2, .text): "", key(3, .text): long, key(4): nil,
        ]
        #expect(found == expected)
        // All together.
        let many = (10..<50).map { key($0) }
        try await fixture.database.write { db in
            for key in many { try ContentFactsStore(db).put([key: Self.facts(1)], of: LFSFixture.model) }
        }
        let some = try await fixture.database.read { db in
            try ContentFactsStore(db).find(many + many, of: LFSFixture.model)
        }
        #expect(some.count == 40 && many.prefix(32).allSatisfy { some[$0] == .some(Self.facts(1)) })
        #expect(many.suffix(8).allSatisfy { some[$0] == .some(nil) })
    }
}
