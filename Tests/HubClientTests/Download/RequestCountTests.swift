import Testing

@testable import HubClient

/// How little is asked.
@Suite(.timeLimit(.minutes(2))) struct RequestCountTests {
    @Test func aSnapshotNeedsNoHeads() async throws {
        try await withBench { bench in
            let commit = bench.faults.put("o/m", ["a.txt": .text("a"), "b.txt": .text("b"), "empty": .text("")])
            let model = try bench.model
            let snapshot = try await model.snapshot()
            #expect(snapshot.files.map(\.file) == ["a.txt", "b.txt", "empty"] && snapshot.commit == commit)
            #expect(snapshot.files.map(\.source) == [.http, .http, .http])
            // The commit, the listing, and the two files that have bytes.
            #expect(bench.faults.requests.count == 4 && bench.faults.requests("HEAD").isEmpty)
            bench.faults.forgetRequests()
            #expect(try await model.snapshot().files.map(\.source) == [.cache, .cache, .cache])
            #expect(bench.faults.requests.count == 1)
            bench.faults.forgetRequests()
            _ = try await model.snapshot(revision: Revision(commit))
            _ = try await model.download("a.txt", revision: Revision(commit))
            #expect(bench.faults.requests.isEmpty)
            _ = try await model.download("a.txt")
            #expect(bench.faults.requests.map(\.method) == ["HEAD"])
        }
    }

    @Test func aFileThatIsKnownToBeMissingIsNotAskedForAgain() async throws {
        try await withBench { bench in
            let commit = Revision(bench.faults.put("o/m", ["a.txt": .text("a")]))
            for _ in 0..<2 {
                let error = try await hubError { _ = try await bench.model.download("x", revision: commit) }
                #expect(error?.kind == .entryNotFound)
            }
            #expect(bench.faults.requests.count == 1)
            #expect(Files.exists("\(bench.folder)/.no_exist/\(commit)/x"))
        }
    }

    @Test func aFullDiskIsFoundBeforeAByteComes() async throws {
        try await withBench { bench in
            bench.faults.put("o/m", ["w.bin": .lfs(FaultFile.noise(2 << 20))])
            for isSnapshot in [true, false] {
                let error = try await DiskSpace.$free.withValue({ _ in 1000 }) {
                    try await hubError {
                        if isSnapshot {
                            _ = try await bench.model.snapshot()
                        } else {
                            _ = try await bench.model.download("w.bin")
                        }
                    }
                }
                #expect(error?.kind == .outOfSpace)
                #expect(error?.message.contains("2097152") == true && error?.message.contains("1000") == true)
            }
            #expect(bench.faults.requests("GET", "resolve").isEmpty && bench.leftovers == [])
        }
    }

    @Test func aForcedDownloadNeedsTheHub() async throws {
        try await withBench({ $0.isOffline = true }) { bench in
            let policy = DownloadPolicy(force: true)
            for error in [
                try await hubError { _ = try await bench.model.download("a.txt", policy: policy) },
                try await hubError { _ = try await bench.model.snapshot(policy: policy) },
            ] {
                #expect(error?.kind == .invalidInput)
            }
        }
    }
}
