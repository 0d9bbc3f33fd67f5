import HubStorage
import Testing

@testable import HubServer

/// Whatever part of the rows is looked at, what is found are the newest matches of all.
@Suite("The newest matches of an index without an order")
struct UnorderedIndexTests {
    private static let rows: Int64 = 6_000

    /// Marks that names have, each with the ids that have it.
    private static let marks: [(String, @Sendable (Int64) -> Bool)] = [
        ("every", { _ in true }), ("half", { $0 % 2 == 0 }), ("tenth", { $0 % 10 == 3 }), ("30th", { $0 % 30 == 7 }),
        ("100th", { $0 % 100 == 9 }), ("once", { $0 == 77 }), ("none", { _ in false }),
        // Of which the newest tell nothing, or something wrong.
        ("old", { $0 < 2_000 }), ("older", { $0 % 20 == 1 && $0 < 1_500 }), ("new", { $0 > 5_990 }),
        ("burst", { $0 > 5_900 || $0 % 200 == 0 }),
    ]

    private static func name(_ id: Int64) -> String {
        "ann/" + marks.filter { $0.1(id) }.map { "<\($0.0)>" }.joined(separator: "-") + "-\(id)"
    }

    @Test("are those of a plain search", arguments: TestDatabase.available, [false, true])
    func newest(_ kind: TestDatabase, isAnalyzed: Bool) async throws {
        guard kind == .postgresql else { return }
        try await SemanticFixture.run(kind) { fixture in
            let ids = Array(1...Self.rows)
            try await fixture.database.write { db in
                try db.execute(
                    """
                    INSERT INTO repos (id, type, owner_id, creator_id, namespace, name, full_key, visibility,
                        created_at, last_modified) VALUES (?, 'model', 1, 1, 'ann', ?, ?, 'public', 0, 0)
                    """, batches: ids.map { [.integer($0), .text("\($0)"), .text(Self.name($0))] })
                if isAnalyzed { try db.execute("ANALYZE repos") }
            }
            let estimates = RepoListEstimates()
            let seen = try await fixture.database.read { try estimates.seen(.repos, $0) }
            #expect(isAnalyzed ? seen.rows == Self.rows : seen.bounds.isEmpty && seen.beginning(ofNewest: 0.5) == 0)
            for (mark, has) in Self.marks {
                for limit in [1, 4, 10, 40, 400, 10_000] {
                    let found = try await fixture.database.read { db in
                        let condition = try #require(RepoListFilter.names(["<\(mark)>"]).unorderedCondition)
                        return try UnorderedIndex(table: .repos, condition: condition, db: db, estimates: estimates)
                            .newest(limit, columns: ["full_key"])
                    }
                    let wanted = Array(ids.filter(has).reversed().prefix(limit))
                    #expect(try found.map { try $0.integer("id") } == wanted, "\(limit) of \(mark)")
                    #expect(try found.allSatisfy { try $0.text("full_key") == Self.name(try $0.integer("id")) })
                }
            }
        }
    }

    @Test("parts begin where about so many rows are newer")
    func parts() async throws {
        guard TestDatabase.available.contains(.postgresql) else { return }
        try await SemanticFixture.run(.postgresql) { fixture in
            try await fixture.database.write { db in
                try db.execute(
                    """
                    INSERT INTO repos (id, type, owner_id, creator_id, namespace, name, full_key, visibility,
                        created_at, last_modified) VALUES (?, 'model', 1, 1, 'ann', ?, ?, 'public', 0, 0)
                    """, batches: (1...2_000).map { [.integer($0 * $0), .text("\($0)"), .text("ann/\($0)")] })
                try db.execute("ANALYZE repos")
            }
            let seen = try await fixture.database.read { try SeenTable(.repos, $0) }
            for part in [0.02, 0.1, 0.25, 0.5] {
                let newer = 2_000 - Int(Double(seen.beginning(ofNewest: part)).squareRoot())
                #expect(abs(newer - Int(part * 2_000)) <= 45, "\(part): \(newer)")
            }
            #expect(seen.beginning(ofNewest: 0) < 2_000 * 2_000 && seen.beginning(ofNewest: 1) == 1)
        }
    }
}
