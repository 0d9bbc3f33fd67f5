import HubClient
import Testing

/// Wrong bytes, on their way and at home.
@Suite(.timeLimit(.minutes(2))) struct IntegrityRegressions {
    private static let content = FaultFile.noise(2_000_000)
    var noise: [UInt8] { Self.content }

    private static func isIntegrity(_ error: HubError?) -> Bool {
        if case .integrity = error?.kind { true } else { false }
    }

    @Test("R14: one wrong bit is an error, and leaves a clean cache", arguments: ["regular", "LFS", "CDN"])
    func corrupt(storage: String) async throws {
        try await withBench { bench in
            let file = FaultFile(noise, as: storage == "regular" ? .regular : .lfs)
            let commit = bench.faults.put("o/m", ["w.bin": file])
            bench.faults.change { $0.redirects = storage == "CDN" ? .otherOrigin : .none }
            let body = storage == "CDN" ? "signature" : "w.bin"
            for position in [0, 1_234_567, 1_999_999] {
                bench.faults.fault(.corrupt(at: position), "GET", body, times: nil)
                let error = try await hubError { _ = try await bench.model.download("w.bin") }
                #expect(Self.isIntegrity(error), "byte \(position): \(error.map(\.description) ?? "accepted")")
                if case .integrity(let expected, let actual) = error?.kind {
                    #expect(expected.contains(file.etag) && actual != expected)
                }
                #expect(bench.blobs == [] && bench.leftovers == [])
                #expect(!Files.exists("\(bench.folder)/snapshots/\(commit)/w.bin"))
                bench.faults.forgetFaults()
            }
            #expect(try Files.read(try await bench.model.download("w.bin").path) == noise)
        }
    }

    @Test("R14: nor does a wrong bit reach a folder or a snapshot") func corruptElsewhere() async throws {
        try await withBench { bench in
            bench.faults.put("o/m", ["a/w.bin": .lfs(noise), "b.txt": .text("b")])
            bench.faults.fault(.corrupt(at: 77), "GET", "w.bin", times: nil)
            let target = bench.path("target")
            let error = try await hubError { _ = try await bench.model.snapshot(into: .directory(target)) }
            #expect(Self.isIntegrity(error))
            #expect(!Files.exists(target + "/a/w.bin") && bench.leftovers == [])
            let cached = try await hubError { _ = try await bench.model.snapshot() }
            #expect(Self.isIntegrity(cached) && bench.leftovers == [])
        }
    }

    @Test("R2, R22: a file that ends too early or too late is never taken for whole", arguments: [true, false])
    func wrongLength(intoFolder: Bool) async throws {
        for (fault, verifies) in [(Fault.shorten(by: 5), true), (.shorten(by: 5), false), (.extend(by: 5), false)] {
            try await withBench({ $0.retries = 1 }) { bench in
                bench.faults.put("o/m", ["w.bin": .lfs(noise)])
                bench.faults.fault(fault, "GET", "w.bin", times: nil)
                let target = bench.path("target")
                let error = try await hubError {
                    _ = try await bench.model.download(
                        "w.bin", into: intoFolder ? .directory(target) : .cache,
                        policy: DownloadPolicy(verify: verifies))
                }
                #expect(error != nil)
                #expect(!Files.exists(target + "/w.bin"))
                #expect(!bench.blobs.contains(FaultFile.lfs(noise).etag))
            }
        }
    }

    @Test("R15: a blob that was cut off is fetched again", arguments: [true, false])
    func shortBlob(isPinned: Bool) async throws {
        try await withBench { bench in
            let file = FaultFile.lfs(noise)
            let commit = bench.faults.put("o/m", ["w.bin": file])
            let revision = Revision(isPinned ? commit : "main")
            let path = try await bench.model.snapshot(revision: revision).path + "/w.bin"
            try Files.write(noise[..<1000], to: "\(bench.folder)/blobs/\(file.etag)")
            _ = try await bench.model.snapshot(revision: revision)
            #expect(try Files.read(path) == noise)
            try Files.write(noise[..<1000], to: "\(bench.folder)/blobs/\(file.etag)")
            let again = try await bench.model.download("w.bin", revision: revision)
            #expect(try Files.read(again.path) == noise)
        }
    }

    @Test("R15: offline, a blob that was cut off is an error") func shortBlobOffline() async throws {
        try await withBench { bench in
            let file = FaultFile.lfs(noise)
            bench.faults.put("o/m", ["w.bin": file, "a.txt": .text("a")])
            _ = try await bench.model.snapshot()
            try Files.write(noise[..<1000], to: "\(bench.folder)/blobs/\(file.etag)")
            try await withClient(of: bench.faults, home: bench.home, { $0.isOffline = true }) { offline in
                let one = try await hubError { _ = try await offline.model.download("w.bin") }
                #expect(one != nil)
                let all = try await hubError { _ = try await offline.model.snapshot() }
                #expect(all?.kind == .incompleteSnapshot(missing: ["w.bin"]))
                // The other file is all right.
                #expect(try Files.text(try await offline.model.download("a.txt").path) == "a")
            }
        }
    }

    @Test("R15: an empty file is a file") func emptyFile() async throws {
        try await withBench { bench in
            bench.faults.put("o/m", ["__init__.py": .text("")])
            for _ in 0..<2 {
                let file = try await bench.model.download("__init__.py")
                #expect(try Files.read(file.path).isEmpty && file.size == 0)
            }
            #expect(bench.faults.requests("GET", "__init__").count <= 1)
        }
    }

    @Test("R16: offline, a snapshot that misses files is an error that names them") func incomplete() async throws {
        try await withBench { bench in
            bench.faults.put("o/m", ["a.txt": .text("a"), "b/c.txt": .text("c"), "d.txt": .text("d")])
            let part = try await bench.model.snapshot(allow: ["a.txt"])
            #expect(part.files.map(\.file) == ["a.txt"])
            try await withClient(of: bench.faults, home: bench.home, { $0.isOffline = true }) { offline in
                let error = try await hubError { _ = try await offline.model.snapshot() }
                #expect(error?.kind == .incompleteSnapshot(missing: ["b/c.txt", "d.txt"]))
                #expect(try await offline.model.snapshot(allow: ["a.txt"]).files.count == 1)
                // The hub would have said the same to a client that may ask but can't.
            }
            bench.faults.forgetRequests()
            bench.faults.fault(.close, times: nil)
            try await withClient(of: bench.faults, home: bench.home, { $0.retries = 0 }) { broken in
                let error = try await hubError { _ = try await broken.model.snapshot() }
                #expect(error?.kind == .incompleteSnapshot(missing: ["b/c.txt", "d.txt"]))
            }
        }
    }

    @Test("R20: nothing is left over after any number of runs") func leftovers() async throws {
        try await withBench { bench in
            for run in 0..<4 {
                bench.faults.put("o/m", ["w.bin": .lfs(noise), "a.txt": .text("\(run)")])
                bench.faults.fault(.drop(after: 100_000), "GET", "w.bin")
                _ = try await bench.model.snapshot(policy: DownloadPolicy(force: run % 2 == 1))
                _ = try await bench.model.snapshot(into: .directory(bench.path("target")))
                #expect(bench.leftovers == [])
            }
            // One large blob, and a small one for each run.
            #expect(bench.blobs.count == 5)
        }
    }

    @Test("R21, R22: a file has its name only when it is whole", arguments: [true, false])
    func nameComesLast(intoFolder: Bool) async throws {
        try await withBench { bench in
            let old = FaultFile.text("old")
            bench.faults.put("o/m", ["w.bin": old])
            let destination = intoFolder ? DownloadDestination.directory(bench.path("target")) : .cache
            let place = try await bench.model.download("w.bin", into: destination).path
            let file = FaultFile.lfs(noise)
            let commit = bench.faults.put("o/m", ["w.bin": file])
            bench.faults.fault(.stall(after: 1_000_000), "GET", "w.bin")
            let (signals, signal) = AsyncStream<Void>.makeStream()
            let model = try bench.model
            let task = Task {
                try await model.download("w.bin", into: destination) { event in
                    if case .bytes(_, let count, _) = event, count > 0 { signal.yield() }
                }
            }
            for await _ in signals { break }
            #expect(!Files.exists("\(bench.folder)/blobs/\(file.etag)"))
            #expect(!Files.exists("\(bench.folder)/snapshots/\(commit)/w.bin"))
            #expect(!intoFolder || !Files.exists(place) || (try? Files.text(place)) == "old")
            task.cancel()
            _ = try await hubError { _ = try await task.value }
            #expect(!intoFolder || !Files.exists(place) || (try? Files.text(place)) == "old")
            #expect(try Files.read(try await bench.model.download("w.bin", into: destination).path) == noise)
        }
    }
}
