import HubClient
import Testing

/// Which files a snapshot has.
@Suite(.timeLimit(.minutes(2))) struct ListingRegressions {
    @Test("R17: a list is read to its end", arguments: [FaultHubSettings.Links.absolute, .relative])
    func allPages(links: FaultHubSettings.Links) async throws {
        try await withBench { bench in
            bench.faults.change { $0.links = links }
            let names = (0..<2020).map { "d\($0 % 7)/f\($0).txt" }
            bench.faults.put("o/m", Dictionary(uniqueKeysWithValues: names.map { ($0, .text($0)) }))
            let plan = try await bench.model.plan()
            #expect(plan.map(\.file).sorted() == names.sorted())
            #expect(bench.faults.requests("GET", "/tree/").count == 3)
        }
    }

    @Test("R17: a snapshot has the files of every page") func snapshotOfPages() async throws {
        try await withBench { bench in
            bench.faults.change { $0.pageSize = 20 }
            let names = (0..<110).map { "f\($0).txt" }
            bench.faults.put("o/m", Dictionary(uniqueKeysWithValues: names.map { ($0, .text($0)) }))
            let snapshot = try await bench.model.snapshot()
            #expect(snapshot.files.map(\.file) == names.sorted())
            for name in names { #expect(try Files.text("\(snapshot.path)/\(name)") == name) }
        }
    }

    @Test(
        "R17: pages that go in circles or to another server are errors",
        arguments: [
            FaultHubSettings.Links.loop, .otherOrigin,
        ])
    func badPages(links: FaultHubSettings.Links) async throws {
        try await withBench({ $0.token = .value("hf_secret") }) { bench in
            bench.faults.change {
                $0.pageSize = 2
                $0.links = links
            }
            let names = (0..<10).map { "f\($0).txt" }
            bench.faults.put("o/m", Dictionary(uniqueKeysWithValues: names.map { ($0, .text($0)) }))
            let error = try await hubError { _ = try await bench.model.snapshot() }
            #expect(error != nil)
            #expect(bench.faults.requests("GET", "/tree/").count < 5)
            #expect(bench.faults.requests.allSatisfy { $0.origin == .hub })
            // Half a list is not kept as a whole one.
            #expect(bench.names(in: "hub/models--o--m/trees") == [])
        }
    }

    @Test("R17: a page that fails is asked for again, and fails the list if it doesn't come") func failingPage()
        async throws
    {
        try await withBench({ $0.retries = 1 }) { bench in
            bench.faults.change { $0.pageSize = 4 }
            let names = (0..<10).map { "f\($0).txt" }
            bench.faults.put("o/m", Dictionary(uniqueKeysWithValues: names.map { ($0, .text($0)) }))
            bench.faults.fault(.drop(after: 10), "GET", "cursor=4")
            #expect(try await bench.model.plan().count == 10)
            bench.faults.fault(.status(500), "GET", "cursor=8", times: nil)
            let error = try await hubError { _ = try await bench.model.plan(revision: "main") }
            #expect(error == nil || error?.kind == .server)
        }
    }

    @Test("R18: folders are no files") func folders() async throws {
        try await withBench { bench in
            bench.faults.put(
                "o/m",
                [
                    "large/only.bin": .lfs(FaultFile.noise(50_000)), "large/deeper/x.bin": .lfs([1]),
                    "config.json": .text("{}"),
                ])
            let snapshot = try await bench.model.snapshot()
            #expect(snapshot.files.map(\.file) == ["config.json", "large/deeper/x.bin", "large/only.bin"])
            #expect(bench.faults.requests(nil, "resolve/[^?]*/(large|large/deeper)$").isEmpty)
            #expect(try await bench.model.plan().count == 3)
        }
    }

    // What `filter_repo_objects` of huggingface_hub 2.4.0 lets through.
    @Test(
        "R38: patterns mean what they mean to Python",
        arguments: [
            (["*.txt"], nil, ["a.txt", "dir/b.txt", "dir/sub/c.TXT.txt"]),
            (["dir/"], nil, ["dir/b.txt", "dir/sub/c.TXT.txt", "dir/w.bin"]),
            (["dir/*"], ["*.txt"], ["dir/w.bin"]),
            (["dir/*/c*"], nil, ["dir/sub/c.TXT.txt"]),
            (["?.txt"], nil, ["a.txt"]),
            (["[ab].txt"], nil, ["a.txt"]),
            (["[!a]*"], nil, ["dir/b.txt", "dir/sub/c.TXT.txt", "dir/w.bin", "w+1(x).bin"]),
            (["w+1(x).bin"], nil, ["w+1(x).bin"]),
            (["w.bin", "a.txtx", "txt"], nil, []),
            (["*.TXT"], nil, []),
            (["a.???", "*(x)*"], nil, ["a.txt", "w+1(x).bin"]),
            (["**/b.txt"], nil, ["dir/b.txt"]),
            (["{a,b}.txt"], nil, []),
            ([], nil, []),
            (nil, ["*"], []),
            (nil, ["dir/"], ["a.txt", "w+1(x).bin"]),
            (nil, [], ["a.txt", "dir/b.txt", "dir/sub/c.TXT.txt", "dir/w.bin", "w+1(x).bin"]),
        ] as [([String]?, [String]?, [String])])
    func patterns(allow: [String]?, ignore: [String]?, expected: [String]) async throws {
        try await withBench { bench in
            let names = ["a.txt", "dir/b.txt", "dir/sub/c.TXT.txt", "dir/w.bin", "w+1(x).bin"]
            bench.faults.put("o/m", Dictionary(uniqueKeysWithValues: names.map { ($0, .text($0)) }))
            let plan = try await bench.model.plan(allow: allow, ignore: ignore)
            #expect(plan.map(\.file).sorted() == expected)
        }
    }

    static let badPaths = [
        "../evil.txt", "a/../../evil.txt", "/tmp/evil.txt", "a/..", "..", "a\u{0}b", "..\\evil.txt", "C:\\evil.txt",
        "\\\\server\\evil.txt",
    ]

    @Test("R39: a list can't write outside its folder", arguments: badPaths)
    func traversalByList(path: String) async throws {
        try await withBench { bench in
            bench.faults.put("o/m", [path: .text("evil"), "good.txt": .text("good")])
            for destination in [DownloadDestination.cache, .directory(bench.path("x/y/target"))] {
                let error = try await hubError { _ = try await bench.model.snapshot(into: destination) }
                #expect(error != nil)
            }
            #expect(Files.below(bench.path("")).allSatisfy { !$0.contains("evil") })
            #expect(!Files.exists("/tmp/evil.txt"))
        }
    }

    @Test("R39: nor can a name", arguments: badPaths + ["", ".", "a//b", "./a"])
    func traversalByName(path: String) async throws {
        try await withBench { bench in
            bench.faults.put("o/m", [path: .text("evil")])
            for destination in [DownloadDestination.cache, .directory(bench.path("x/y/target"))] {
                let error = try await hubError { _ = try await bench.model.download(path, into: destination) }
                #expect(error?.kind == .invalidInput, "\(error?.description ?? "accepted")")
            }
            #expect(bench.faults.requests.isEmpty)
            #expect(Files.below(bench.path("")).allSatisfy { !$0.contains("evil") })
        }
    }
}
