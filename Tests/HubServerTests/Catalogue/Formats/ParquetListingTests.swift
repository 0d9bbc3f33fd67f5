import HubAPI
import Testing

@testable import HubServer

@Suite("Formats: Parquet files of datasets")
struct ParquetListingTests {
    private static let path = "/api/datasets/ann/d/parquet"

    @Test("by config and split, each file one redirect away", arguments: TestDatabase.available)
    func listing(_ kind: TestDatabase) async throws {
        try await withHub(kind) { hub in
            let repo = try await hub.makeRepo("ann/d", type: .dataset)
            let card = """
                ---
                configs:
                - config_name: en us
                  data_files:
                  - {split: train, path: "en/train-*.parquet"}
                  - {split: test, path: en/test.parquet}
                - config_name: mixed
                  data_files: "mixed/*"
                ---
                """
            try await hub.commit(
                repo,
                [
                    .put("README.md", card), .put("en/train-0.parquet", "zero"), .put("en/train-1 é.parquet", "one"),
                    .put("en/test.parquet", "test"), .put("mixed/a.parquet", "a"), .put("mixed/b.csv", "b"),
                ])
            let reply = try await hub.get(Self.path).expect(200)
            let base = hub.baseURL + Self.path + "/en%20us"
            let train = JSONValue.array([.string(base + "/train/0.parquet"), .string(base + "/train/1.parquet")])
            // Half of a split would pass for the whole: the mixed config is left out.
            #expect(reply.json == ["en us": ["test": [.string(base + "/test/0.parquet")], "train": train]])
            #expect(try await hub.get(Self.path + "/en%20us").expect(200).json["train"] == train)
            #expect(try await hub.get(Self.path + "/en%20us/train").expect(200).json == train)

            let redirect = try await hub.get(base + "/train/1.parquet").expect(307)
            let commit = try #require(reply.header("X-Repo-Commit"))
            #expect(redirect.header("Location") == "/datasets/ann/d/resolve/\(commit)/en/train-1%20%C3%A9.parquet")
            #expect(try await hub.get(redirect.header("Location") ?? "").expect(200).text == "one")
            for path in [
                "/nope", "/mixed", "/en%20us/nope", "/en%20us/train/2.parquet", "/en%20us/train/-1.parquet",
                "/en%20us/train/00.parquet", "/en%20us/train/+1.parquet", "/en%20us/train/1", "/en%20us/train/1.csv",
            ] {
                try await hub.get(Self.path + path).expectError(404, .entryNotFound)
            }
        }
    }

    @Test("a dataset without a card, and one without Parquet")
    func plain() async throws {
        try await withHub { hub in
            let repo = try await hub.makeRepo("ann/d", type: .dataset)
            #expect(try await hub.get(Self.path).expect(200).json == [:])
            try await hub.commit(repo, [.put("data/train-00000-of-00001.parquet", "x")])
            #expect(try await hub.get(Self.path).expect(200).json["default"]?["train"]?.array?.count == 1)
            try await hub.commit(repo, [.put("README.md", "---\n: [broken\n---\n")])
            #expect(try await hub.get(Self.path).expect(200).json["default"]?.keys == ["train"])
            try await hub.get("/api/models/ann/d/parquet").expectError(501)
        }
    }

    @Test("names may be seen by those who may see the repo; gated content may not")
    func rights() async throws {
        try await withHub { hub in
            let repo = try await hub.makeRepo("ann/d", type: .dataset)
            try await hub.commit(repo, [.put("train.parquet", "x")])
            try await hub.send(.put, "/api/\(repo)/settings", as: "ann", json: ["gated": "auto"]).expect(200)
            let file = try await hub.get(Self.path + "/default/train/0.parquet", as: "bob").expect(307)
            try await hub.get(file.header("Location") ?? "", as: "bob").expectError(403, .gatedRepo)
            try await hub.send(.put, "/api/\(repo)/settings", as: "ann", json: ["private": true]).expect(200)
            try await hub.get(Self.path).expectError(401, .repoNotFound)
            try await hub.get(Self.path + "/default/train/0.parquet", as: "bob").expectError(404, .repoNotFound)
        }
    }
}
