import HubAPI
import HubStorage
import Testing

@testable import HubServer

/// What lists make of the parameters that ask for facts.
@Suite("Filters of lists by facts")
struct RepoListParametersTests {
    private static let sizes: [String: Int64?] = [
        "none": nil, "zero": 0, "half": 500_000_000, "one": 1_000_000_000, "seven": 7_000_000_000,
        "most": 9_000_000_000_000_000_000,
    ]

    @Test("how many numbers the weights hold", arguments: TestDatabase.available)
    func parameters(_ kind: TestDatabase) async throws {
        try await withHub(kind) { hub in
            for (name, size) in Self.sizes {
                let id = try await hub.repoID(try await hub.makeRepo(name))
                try await hub.server.database.write { db in
                    try db.execute("UPDATE repos SET parameters = ? WHERE id = ?", .optional(size), .integer(id))
                }
            }
            let cases: [(String, Set<String>)] = [
                ("min:1B", ["one", "seven", "most"]), ("max:1B", ["zero", "half", "one"]),
                ("min:1B,max:7B", ["one", "seven"]),
                ("max:7b,min:1b", ["one", "seven"]), ("min:0.5B,max:0.5B", ["half"]), ("500M", ["half"]),
                ("1000000K", ["one"]), ("7000000000", ["seven"]), ("0", ["zero"]),
                ("min:0", ["zero", "half", "one", "seven", "most"]),
                ("min:0.007T,max:0.007T", ["seven"]), ("min:8000000T", ["most"]), ("max:0", ["zero"]),
                ("", ["none", "zero", "half", "one", "seven", "most"]),
            ]
            for (text, names) in cases {
                let found = try await hub.get("/api/models?num_parameters=\(text)").expect(200).json.column("id")
                #expect(Set(found) == Set(names.map { "ann/" + $0 }), "\(text)")
            }
            for text in [
                "min:", "max:B", "min:-1", "min:1e3", "1B,", "few", "min:1X", "min:2B,max:1B", "mid:1B", "min:1:2",
                ":1", "B", ".",
                "1.2.3", "min:nan", "min:inf", "min:9300000000000000000", "min:99999999999999999999T", "min:１B", ",",
                "0x10", "1ß", "ﬁ",
            ] {
                let reply = try await hub.get("/api/models?num_parameters=\(PercentCoding.encode(segment: text))")
                if text == "1B," {
                    #expect(reply.status == 200)
                } else {
                    #expect(reply.status == 400, "\(text)")
                    #expect(reply.text.contains("num_parameters") || reply.status == 200)
                }
            }
            // Only models have weights.
            #expect(try await hub.items("/api/datasets?num_parameters=min:0").isEmpty)
        }
    }

    @Test("pages go on behind repos that are alike", arguments: TestDatabase.available)
    func ties(_ kind: TestDatabase) async throws {
        try await withHub(kind) { hub in
            for number in 0..<9 {
                try await hub.commit(
                    try await hub.makeRepo("r\(number)", isPrivate: number % 4 == 1),
                    [.put("README.md", "---\ntags: [same]\n---\n")])
            }
            for user in [nil, "ann"] {
                for query in [
                    "", "&filter=same", "&filter=same&author=ann&search=r", "&search=zz", "&filter=same,other",
                ] {
                    for direction in ["-1", "1"] {
                        let path = "/api/models?sort=downloads&direction=\(direction)\(query)"
                        let whole = try await hub.get(path, as: user).expect(200).json.column("id")
                        let pages = try await hub.items(path + "&limit=2", as: user).compactMap { $0["id"]?.string }
                        #expect(pages == whole && Set(whole).count == whole.count)
                        let count = query.hasSuffix("zz") || query.hasSuffix("other") ? 0 : user == nil ? 7 : 9
                        #expect(whole.count == count, "\(path)")
                    }
                }
            }
        }
    }

    @Test("pages that ask other repos are short", arguments: TestDatabase.available)
    func livePages(_ kind: TestDatabase) async throws {
        try await withHub(kind) { hub in
            try await hub.makeRepo("first")
            try await hub.server.database.write { db in
                try db.execute(
                    """
                    INSERT INTO repos (id, type, owner_id, creator_id, namespace, name, full_key, visibility,
                        created_at, last_modified)
                    SELECT ?, type, owner_id, creator_id, namespace, ?, ?, visibility, 0, 0 FROM repos
                    WHERE name = 'first'
                    """,
                    batches: (0..<120).map { [.integer(9_000_000 + Int64($0)), .text("n\($0)"), .text("ann/n\($0)")] })
            }
            let pages = try await hub.pages("/api/models?expand=spaces&limit=1000")
            #expect(pages.map { $0.json.array?.count } == [100, 21])
            #expect(try await hub.get("/api/models?expand=sha&limit=1000").json.array?.count == 121)
        }
    }
}
