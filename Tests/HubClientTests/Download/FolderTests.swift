import Testing

@testable import HubClient

/// Downloads into a folder of the user's.
@Suite(.timeLimit(.minutes(2))) struct FolderTests {
    let noise = FaultFile.noise(100_000)

    @Test func filesAreKeptWhileTheyAreRight() async throws {
        try await withBench { bench in
            bench.faults.put("o/m", ["d/w.bin": .lfs(noise), "a.txt": .text("one")])
            let model = try bench.model
            let path = bench.path("here")
            let first = try await model.snapshot(into: .directory(path))
            #expect(first.path == path && first.files.map(\.source) == [.http, .http])
            #expect(try Files.read("\(path)/d/w.bin") == noise)
            bench.faults.forgetRequests()
            #expect(try await model.snapshot(into: .directory(path)).files.map(\.source) == [.cache, .cache])
            #expect(bench.faults.requests.count == 1)
            // One file of the branch changes, the other is the same in the new commit.
            bench.faults.put("o/m", ["d/w.bin": .lfs(noise), "a.txt": .text("two")])
            let second = try await model.snapshot(into: .directory(path))
            #expect(second.files.map(\.source) == [.http, .cache] && second.commit != first.commit)
            #expect(try Files.text("\(path)/a.txt") == "two")
            #expect(bench.faults.requests("GET", "resolve").count == 1)
            #expect(bench.leftovers == [])
        }
    }

    @Test func whatTheUserChangedIsReplaced() async throws {
        try await withBench { bench in
            bench.faults.put("o/m", ["w.bin": .lfs(noise)])
            let path = bench.path("here")
            // It is the right one, although nothing is known of it.
            try Files.write(noise, to: "\(path)/w.bin")
            #expect(try await bench.model.download("w.bin", into: .directory(path)).source == .cache)
            #expect(bench.faults.requests("GET", "resolve").isEmpty)
            var other = noise
            other[7] ^= 1
            for content in [other, Array(noise.dropLast())] {
                try Files.remove("\(path)/.cache")
                try Files.write(content, to: "\(path)/w.bin")
                #expect(try await bench.model.download("w.bin", into: .directory(path)).source == .http)
                #expect(try Files.read("\(path)/w.bin") == noise)
            }
        }
    }

    @Test func whatTheCacheHasIsCopied() async throws {
        try await withBench { bench in
            bench.faults.put("o/m", ["w.bin": .lfs(noise)])
            _ = try await bench.model.download("w.bin")
            bench.faults.forgetRequests()
            let file = try await bench.model.download("w.bin", into: .directory(bench.path("here")))
            #expect(try Files.read(file.path) == noise && file.source == .cache)
            #expect(bench.faults.requests("GET").isEmpty)
        }
    }

    @Test func whatIsThereIsTakenWhenTheHubIsAway() async throws {
        try await withBench { bench in
            bench.faults.put("o/m", ["a.txt": .text("a"), "b.txt": .text("b")])
            let folder = DownloadDestination.directory(bench.path("here"))
            _ = try await bench.model.snapshot(into: folder)
            try await withClient(of: bench.faults, home: bench.home, { $0.isOffline = true }) { other in
                let model = try other.model
                #expect(try await model.snapshot(into: folder).files.count == 2)
                #expect(try await model.download("a.txt", into: folder).source == .cache)
                try Files.remove(bench.path("here/b.txt"))
                let error = try await hubError { _ = try await model.snapshot(into: folder) }
                #expect(error?.kind == .incompleteSnapshot(missing: ["b.txt"]))
                let missing = try await hubError { _ = try await model.download("b.txt", into: folder) }
                #expect(missing?.kind == .notCached)
            }
        }
    }

    @Test func aUsersFolderIsNoDownload() async throws {
        try await withBench { bench in
            bench.faults.put("o/m", ["README.md": .text("theirs")])
            try Files.write(Array("mine".utf8), to: bench.path("project/README.md"))
            let folder = DownloadDestination.directory(bench.path("project"))
            for typo in [try bench.hub.model("o/typo"), try bench.hub.model("no/m")] {
                let all = try await hubError { _ = try await typo.snapshot(into: folder) }
                #expect(all?.kind == .repositoryNotFound)
                let one = try await hubError { _ = try await typo.download("README.md", into: folder) }
                #expect(one?.kind == .repositoryNotFound)
            }
            // Nor is what may pass a reason to take it for one.
            bench.faults.fault(.status(503), times: nil)
            try await withClient(of: bench.faults, home: bench.home, { $0.retries = 0 }) { away in
                let error = try await hubError { _ = try await away.model.snapshot(into: folder) }
                #expect(error?.kind == .server)
            }
        }
    }

    @Test func whatIsNotEnoughIsAskedForPatiently() async throws {
        try await withBench { bench in
            bench.faults.put("o/m", ["a.txt": .text("a"), "b.txt": .text("b")])
            for destination in [DownloadDestination.cache, .directory(bench.path("here"))] {
                _ = try await bench.model.snapshot(allow: ["a.txt"], into: destination)
                bench.faults.forgetFaults()
                bench.faults.fault(.status(503, ["Retry-After": "0"]), "GET", "/revision/", times: 2)
                #expect(try await bench.model.snapshot(into: destination).files.count == 2)
            }
        }
    }
}
