import HubClient
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The cache that is shared with other clients and other processes.
@Suite(.timeLimit(.minutes(2))) struct CacheRegressions {
    private static let content = FaultFile.noise(1_000_000)
    var noise: [UInt8] { Self.content }

    @Test("R24: a branch is asked for again") func revalidated() async throws {
        try await withBench { bench in
            bench.faults.put("o/m", ["a.txt": .text("one")])
            #expect(try Files.text(try await bench.model.download("a.txt").path) == "one")
            bench.faults.put("o/m", ["a.txt": .text("two")])
            #expect(try Files.text(try await bench.model.download("a.txt").path) == "two")
            bench.faults.put("o/m", ["a.txt": .text("three")])
            let snapshot = try await bench.model.snapshot()
            #expect(try Files.text(snapshot.path + "/a.txt") == "three")
        }
    }

    @Test("R25: a ref moves with the branch, though the file is the same", arguments: [true, false])
    func refMoves(bySnapshot: Bool) async throws {
        try await withBench { bench in
            var commits: [String] = []
            for text in ["1", "2"] {
                let commit = bench.faults.put("o/m", ["w.bin": .lfs(noise), "b.txt": .text(text)])
                if bySnapshot {
                    _ = try await bench.model.snapshot(allow: ["w.bin"])
                } else {
                    _ = try await bench.model.download("w.bin")
                }
                commits.append(commit)
                #expect(try Files.text("\(bench.folder)/refs/main") == commit)
                #expect(try Files.read("\(bench.folder)/snapshots/\(commit)/w.bin") == noise)
            }
            #expect(commits[0] != commits[1] && bench.faults.requests("GET", "w.bin").count == 1)
        }
    }

    @Test("R26: a lock file that nobody holds keeps nobody waiting") func staleLock() async throws {
        try await withBench { bench in
            let file = FaultFile.lfs(noise)
            bench.faults.put("o/m", ["w.bin": file])
            try Files.write(Array("12345".utf8), to: bench.path("hub/.locks/models--o--m/\(file.etag).lock"))
            #expect(try Files.read(try await bench.model.download("w.bin").path) == noise)
        }
    }

    @Test("R27: who holds Python's lock is waited for") func pythonLock() async throws {
        try await withBench { bench in
            let file = FaultFile.lfs(noise)
            bench.faults.put("o/m", ["w.bin": file])
            let path = bench.path("hub/.locks/models--o--m/\(file.etag).lock")
            try Files.write([], to: path)
            let lock = open(path, O_RDWR)
            #expect(lock >= 0 && flock(lock, LOCK_EX | LOCK_NB) == 0)
            let model = try bench.model
            let task = Task { try await model.download("w.bin") }
            while bench.faults.requests("HEAD", "w.bin").isEmpty { try await Task.sleep(for: .milliseconds(1)) }
            // Time enough for a client that doesn't wait to show it.
            for _ in 0..<100 where bench.faults.requests("GET", "w.bin").isEmpty {
                _ = try await RawHTTP.ask("GET", "/api/models/o/m", port: bench.faults.port)
            }
            #expect(bench.faults.requests("GET", "w.bin").isEmpty)
            // What the other client did meanwhile.
            try Files.write(noise, to: "\(bench.folder)/blobs/\(file.etag)")
            close(lock)
            #expect(try Files.read(try await task.value.path) == noise)
            #expect(bench.faults.requests("GET", "w.bin").isEmpty)
        }
    }

    @Test("R27, R28: eight clients at once make one transfer and one link") func manyClients() async throws {
        try await withBench { bench in
            let file = FaultFile.lfs(noise)
            let commit = bench.faults.put("o/m", ["w.bin": file])
            bench.faults.fault(.drip(100_000, every: .milliseconds(2)), "GET", "w.bin", times: nil)
            let paths = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        try await withClient(of: bench.faults, home: bench.home) { other in
                            try await other.model.download("w.bin").path
                        }
                    }
                }
                return try await group.reduce(into: Set()) { $0.insert($1) }
            }
            #expect(paths == ["\(bench.folder)/snapshots/\(commit)/w.bin"])
            #expect(try Files.read("\(bench.folder)/snapshots/\(commit)/w.bin") == noise)
            #expect(bench.faults.requests("GET", "w.bin").count == 1)
            #expect(bench.blobs == [file.etag] && bench.leftovers == [])
            #expect(bench.names(in: "hub/models--o--m/snapshots/\(commit)") == ["w.bin"])
        }
    }

    @Test("R28: a link that is there already is no error") func linkIsThere() async throws {
        try await withBench { bench in
            let file = FaultFile.lfs(noise)
            let commit = bench.faults.put("o/m", ["w.bin": file])
            let path = try await bench.model.download("w.bin").path
            // To a blob that is gone: the link leads nowhere, and is still there.
            try Files.remove("\(bench.folder)/blobs/\(file.etag)")
            #expect(try Files.read(try await bench.model.download("w.bin", revision: Revision(commit)).path) == noise)
            // To another blob.
            try Files.write(Array("other".utf8), to: "\(bench.folder)/blobs/other")
            try Files.remove(path)
            #expect(symlink("../../blobs/other", path) == 0)
            #expect(try Files.read(try await bench.model.download("w.bin").path) == noise)
        }
    }

    @Test("R29: without links, a blob that several snapshots need stays for all of them") func withoutLinks()
        async throws
    {
        try await withBench({ $0.usesSymlinks = false }) { bench in
            let file = FaultFile.lfs(noise)
            var commits: [String] = []
            for text in ["1", "2"] {
                commits.append(bench.faults.put("o/m", ["w.bin": file, "x/w.bin": file, "b.txt": .text(text)]))
                _ = try await bench.model.snapshot()
            }
            for commit in commits {
                for name in ["w.bin", "x/w.bin"] {
                    #expect(try Files.read("\(bench.folder)/snapshots/\(commit)/\(name)") == noise)
                }
            }
            #expect(try Files.text("\(bench.folder)/snapshots/\(commits[0])/b.txt") == "1")
            #expect(bench.leftovers == [])
        }
    }

    @Test("R29: nor is it taken from snapshots that have links") func linksOfOthers() async throws {
        try await withBench { bench in
            let file = FaultFile.lfs(noise)
            let first = bench.faults.put("o/m", ["w.bin": file])
            _ = try await bench.model.download("w.bin")
            let second = bench.faults.put("o/m", ["w.bin": file, "a.txt": .text("a")])
            try await withClient(of: bench.faults, home: bench.home, { $0.usesSymlinks = false }) { other in
                _ = try await other.model.download("w.bin")
            }
            for commit in [first, second] {
                #expect(try Files.read("\(bench.folder)/snapshots/\(commit)/w.bin") == noise)
            }
            #expect(bench.faults.requests("GET", "w.bin").count == 1)
        }
    }

    @Test("R30: what is here is served from a cache that can't be written") func readOnly() async throws {
        try await withBench { bench in
            bench.faults.put("o/m", ["a.txt": .text("a"), "w.bin": .lfs(noise)])
            _ = try await bench.model.snapshot()
            // As a read-only disk does, but it also holds for root: neither locks nor refs can be made.
            try Files.remove(bench.path("hub/.locks"))
            try Files.write([], to: bench.path("hub/.locks"))
            try Files.remove("\(bench.folder)/refs")
            try Files.write([], to: "\(bench.folder)/refs")
            #expect(try Files.text(try await bench.model.download("a.txt").path) == "a")
            #expect(try await bench.model.snapshot().files.count == 2)
        }
    }

    @Test("R31: a ref is replaced, never written over") func refIsReplaced() async throws {
        try await withBench { bench in
            var numbers: Set<UInt64> = []
            var held: [Int32] = []
            for text in ["1", "2", "3"] {
                let commit = bench.faults.put("o/m", ["a.txt": .text(text)])
                _ = try await bench.model.download("a.txt")
                let path = "\(bench.folder)/refs/main"
                #expect(try Files.text(path) == commit)
                var status = stat()
                #expect(stat(path, &status) == 0)
                numbers.insert(UInt64(status.st_ino))
                // Held open, so that its number can't come again.
                held.append(open(path, O_RDONLY))
            }
            #expect(numbers.count == 3)
            for file in held { close(file) }
            #expect(bench.names(in: "hub/models--o--m/refs") == ["main"])
        }
    }

    @Test("R33: a link that leads nowhere doesn't hide a repo") func brokenLink() async throws {
        try await withBench { bench in
            let file = FaultFile.lfs(noise)
            let commit = bench.faults.put("o/m", ["w.bin": file, "a.txt": .text("a")])
            bench.faults.put("o/other", ["b.txt": .text("b")])
            _ = try await bench.model.snapshot()
            _ = try await bench.hub.model(try Bench.id("o/other")).snapshot()
            try Files.remove("\(bench.folder)/blobs/\(file.etag)")
            let report = try await bench.hub.cache.scan()
            #expect(report.repos.map(\.id) == ["o/m", "o/other"])
            let revision = try #require(report.repos.first?.revisions.first)
            #expect(revision.commit == commit && revision.refs == ["main"])
            #expect(revision.files.map(\.file) == ["a.txt"] && revision.brokenFiles == ["w.bin"])
        }
    }
}
