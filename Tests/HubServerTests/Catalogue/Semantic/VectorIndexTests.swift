import HubAPI
import HubStorage
import Testing

@testable import HubServer

@Suite("Vector index")
struct VectorIndexTests {
    private static let query = FakeEmbeddings.vector("make pictures", "mini")

    private static func ids(_ index: VectorIndex, _ type: RepoType = .space) async throws -> [Int64] {
        try await index.refresh()
        return index.nearest(to: try VectorCode(query), type: type, count: 10).map(\.id).sorted()
    }

    private static func put(
        _ fixture: SemanticFixture, _ ids: [Int64], at milliseconds: Int64, model: String = "mini", _ text: String
    ) async throws {
        let vector = try VectorCode(FakeEmbeddings.vector(text, "mini")).stored
        try await fixture.database.write { db in
            try VectorStore(db).put(
                ids.map {
                    .init(repoID: $0, origin: .init(model: model, textHash: [1]), vector: vector)
                }, at: Timestamp(milliseconds: milliseconds))
        }
    }

    @Test("it follows the table", arguments: TestDatabase.available)
    func follows(_ kind: TestDatabase) async throws {
        try await SemanticFixture.run(kind) { fixture in
            for id in 1...5 { try await fixture.add(Int64(id), "r\(id)", type: id == 5 ? .model : .space) }
            let index = fixture.index()
            let now = Timestamp.now.milliseconds
            #expect(try await Self.ids(index).isEmpty)
            try await Self.put(fixture, [1, 2, 5], at: now, "a photo")
            #expect(try await Self.ids(index) == [1, 2])
            #expect(try await Self.ids(index, .model) == [5])
            #expect(try await Self.ids(index, .dataset).isEmpty)
            // A node whose clock is behind, a little or much; the latter is seen when everything is compared.
            try await Self.put(fixture, [3], at: now - 120_000, "a photo")
            #expect(try await Self.ids(index) == [1, 2, 3])
            try await Self.put(fixture, [4], at: now - 3_600_000, "a photo")
            #expect(try await Self.ids(index) == [1, 2, 3])
            #expect(try await Self.ids(fixture.index { $0.fullInterval = .zero }) == [1, 2, 3, 4])
            // One that is ahead hides nothing, and a vector that changes in the same millisecond is seen.
            try await Self.put(fixture, [1], at: now + 86_400_000, "voice")
            #expect(try await Self.ids(index) == [2, 3])
            try await Self.put(fixture, [1, 2], at: now, "sound")
            #expect(try await Self.ids(index) == [3])
            // Another model's vectors are another matter, and unusable ones are passed over.
            try await Self.put(fixture, [4], at: now, model: "maxi", "a photo")
            try await fixture.execute(
                "UPDATE repo_vectors SET vector = \(kind == .sqlite ? "x''" : "''::bytea"), changed_at = \(now + 5) "
                    + "WHERE repo_id = 2")
            #expect(try await Self.ids(index) == [3])
            try await fixture.execute("DELETE FROM repos WHERE id = 3")
            #expect(try await Self.ids(index) == [3])
            index.forget([3])
            #expect(try await Self.ids(index).isEmpty)
        }
    }

    @Test("a repo whose new text is refused is no longer found by the old one", arguments: TestDatabase.available)
    func refusal(_ kind: TestDatabase) async throws {
        try await SemanticFixture.run(kind) { fixture in
            for id in 1...2 { try await fixture.add(Int64(id), "r\(id)") }
            let index = fixture.index()
            let now = Timestamp.now
            try await Self.put(fixture, [1, 2], at: now.milliseconds, "a photo")
            #expect(try await Self.ids(index) == [1, 2])
            try await fixture.database.write { db in
                try VectorStore(db).put(
                    [.init(repoID: 1, origin: .init(model: "mini", textHash: [2]), vector: VectorStore.refused)],
                    at: now)
            }
            #expect(try await Self.ids(index) == [2])
            #expect(index.count == 1)
            #expect(try await Self.ids(fixture.index()) == [2])
            try await Self.put(fixture, [1], at: now.milliseconds, "a photo")
            #expect(try await Self.ids(index) == [1, 2])
        }
    }

    @Test func readsAtMostOnceInAnInterval() async throws {
        try await SemanticFixture.run(.sqlite) { fixture in
            try await fixture.add(1, "r")
            let index = fixture.index { $0.interval = .seconds(60) }
            #expect(try await Self.ids(index).isEmpty)
            try await Self.put(fixture, [1], at: Timestamp.now.milliseconds, "a photo")
            #expect(try await Self.ids(index).isEmpty)
        }
    }

    @Test("its memory is bounded, and it is used again")
    func memory() async throws {
        try await SemanticFixture.run(.sqlite) { fixture in
            let each = VectorMatrix.bytesPerRepo(dimensions: FakeEmbeddings.dimensions)
            for id in 1...5 { try await fixture.add(Int64(id), "r\(id)") }
            try await Self.put(fixture, [1, 2, 3, 4, 5], at: 1_000, "a photo")
            let index = fixture.index {
                $0.memory = 3 * each
                $0.fullInterval = .zero
            }
            #expect(try await Self.ids(index) == [1, 2, 3])
            #expect(index.bytes == 3 * each && index.count == 3)
            // What is there can change.
            try await Self.put(fixture, [2], at: 2_000, "voice")
            #expect(try await Self.ids(index) == [1, 3])
            try await fixture.execute("DELETE FROM repos WHERE id = 1")
            index.forget([1])
            #expect(try await Self.ids(index) == [3, 4])
        }
    }

    @Test("vectors of other lengths are kept apart")
    func lengths() async throws {
        try await SemanticFixture.run(.sqlite) { fixture in
            try await fixture.add(1, "r")
            let index = fixture.index()
            try await Self.put(fixture, [1], at: 1_000, "a photo")
            #expect(try await Self.ids(index) == [1])
            let other = try VectorCode([1, 2, 3])
            try await fixture.database.write { db in
                try VectorStore(db).put(
                    [.init(repoID: 1, origin: .init(model: "mini", textHash: [1]), vector: other.stored)], at: .now)
            }
            #expect(try await Self.ids(index).isEmpty)
            #expect(index.nearest(to: other, type: .space, count: 3).map(\.id) == [1])
            #expect(index.count == 1)
        }
    }

    @Test("many search while it grows", arguments: TestDatabase.available)
    func concurrency(_ kind: TestDatabase) async throws {
        try await SemanticFixture.run(kind) { fixture in
            for id in 1...60 { try await fixture.add(Int64(id), "r\(id)") }
            let index = fixture.index()
            let query = try VectorCode(Self.query)
            try await withThrowingTaskGroup { group in
                group.addTask {
                    for id in 1...60 {
                        try await Self.put(fixture, [Int64(id)], at: Timestamp.now.milliseconds, "a photo")
                    }
                }
                for _ in 0..<4 {
                    group.addTask {
                        var last = 0
                        for _ in 0..<40 {
                            try await index.refresh()
                            let found = index.nearest(to: query, type: .space, count: 100).count
                            #expect(found >= last)
                            last = found
                        }
                    }
                }
                try await group.waitForAll()
            }
            try await index.refresh()
            #expect(index.nearest(to: query, type: .space, count: 100).count == 60)
        }
    }
}
