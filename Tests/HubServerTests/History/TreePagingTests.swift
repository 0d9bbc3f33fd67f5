import HubAPI
import Testing

@testable import HubServer

@Suite struct TreePagingTests {
    @Test(arguments: [UInt64(21), 22, 23])
    func pagesMakeUpTheWhole(_ seed: UInt64) async throws {
        try await withHub { hub in
            var random = SeededRandom(seed)
            let repo = try await hub.makeRepo("m")
            let names = ["a", "b", "a.b", "a-b", "a0", "é", "z z"]
            let paths = Set(
                (0..<25).map { number in
                    (0..<random.below(4)).map { _ in random.pick(names) + "d" }.joined(separator: "/")
                        + "/" + random.pick(names) + "\(number % 9)"
                }.map { $0.hasPrefix("/") ? String($0.dropFirst()) : $0 })
            try await hub.commit(repo, paths.sorted().map { .put($0, $0) })
            let folders = Set(paths.flatMap(Self.folders))
            for query in ["recursive=false", "recursive=true", "recursive=true&expand=true", "expand=true"] {
                for folder in [""] + folders.sorted().prefix(3) {
                    let path = "/api/\(repo)/tree/main/\(PercentCoding.encode(segment: folder))?\(query)"
                    let whole = try await hub.items(path)
                    try Self.checkContent(whole, paths, folders, folder, recursive: query.contains("recursive=true"))
                    for limit in [1, 2, 3, 7, whole.count, whole.count + 1] where limit > 0 {
                        let pages = try await hub.pages(path + "&limit=\(limit)")
                        #expect(pages.flatMap { $0.json.array ?? [] } == whole, "\(path) by \(limit)")
                        #expect(pages.dropLast().allSatisfy { $0.json.array?.count == limit })
                        #expect(pages.count == max(1, (whole.count + limit - 1) / limit))
                    }
                }
            }
        }
    }

    private static func folders(_ path: String) -> [String] {
        let parts = path.split(separator: "/")
        return (1..<max(1, parts.count)).map { parts.prefix($0).joined(separator: "/") }
    }

    private static func checkContent(
        _ items: [JSONValue], _ paths: Set<String>, _ folders: Set<String>, _ folder: String, recursive: Bool
    ) throws {
        let prefix = folder.isEmpty ? "" : folder + "/"
        let expected = paths.union(folders).union([".gitattributes"]).filter {
            $0.hasPrefix(prefix) && (recursive || !$0.dropFirst(prefix.count).contains("/"))
        }
        #expect(items.compactMap { $0["path"]?.string }.sorted() == expected.sorted())
        for item in items {
            let isFolder = folders.contains(item["path"]?.string ?? "")
            #expect(item["type"]?.string == (isFolder ? "directory" : "file"))
        }
    }

    @Test func whatIsRefused() async throws {
        try await withHub { hub in
            let repo = try await hub.makeRepo("m")
            try await hub.commit(repo, [.put("d/a", "1")])
            try await hub.get("/api/\(repo)/tree/main/none").expectError(404, .entryNotFound)
            try await hub.get("/api/\(repo)/tree/main/d%2Fa").expectError(404, .entryNotFound)
            try await hub.get("/api/\(repo)/tree/none").expectError(404, .revisionNotFound)
            for query in ["limit=0", "limit=1001", "recursive=x", "cursor=%21", "cursor=bm9uZQ"] {
                try await hub.get("/api/\(repo)/tree/main?\(query)").expectError(400, .badRequest)
            }
        }
    }

    @Test func pathsInfo() async throws {
        try await withHub { hub in
            let repo = try await hub.makeRepo("m")
            let oid = try await hub.upload([1, 2, 3, 4], to: repo)
            let commit = try await hub.commit(repo, [.put("d/a", "1"), .large("w.bin", oid: oid)])
            let form = "paths=d&paths=d%2Fa&paths=none&paths=w.bin&paths=d%2F&expand=true"
            let items = try await hub.send(
                .post, "/api/\(repo)/paths-info/main", body: Array(form.utf8),
                headers: ["Content-Type": "application/x-www-form-urlencoded"]
            ).expect(200).json
            #expect(items.column("path") == ["d", "d/a", "w.bin", "d"])
            #expect(items.array?.allSatisfy { $0["lastCommit"]?["id"]?.string == commit } == true)
            let large = items.array?[2]
            #expect(large?["size"] == 4 && large?["lfs"]?["oid"]?.string == oid && large?["lfs"]?["size"] == 4)
            #expect(large?["lfs"]?["pointerSize"]?.integer ?? 0 > 100)
            let many = (0...1000).map { "paths=p\($0)" }.joined(separator: "&")
            try await hub.send(.post, "/api/\(repo)/paths-info/main", body: Array(many.utf8))
                .expectError(413, .payloadTooLarge)
        }
    }
}
