import TestSupport
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

    @Test func onlyWhatMustStillComeNeedsRoom() async throws {
        try await withBench { bench in
            let large = FaultFile.lfs(FaultFile.noise(4 << 20))
            bench.faults.put("o/m", ["w.bin": large, "a.txt": .text("a")])
            let model = try bench.model
            // Most of it comes, then the connection is lost for good.
            bench.faults.fault(.drop(after: 3_500_000), "GET", "signature|w.bin")
            bench.faults.fault(.status(403), "GET", "signature|w.bin", from: 2, times: nil)
            _ = try await hubError { _ = try await model.snapshot() }
            bench.faults.forgetFaults()
            try await DiskSpace.$free.withValue({ _ in 2 << 20 }) {
                let snapshot = try await model.snapshot()
                #expect(snapshot.files.count == 2)
            }
            // Another commit with the same content, under one name more.
            bench.faults.put("o/m", ["w.bin": large, "again.bin": large, "a.txt": .text("b")])
            try await DiskSpace.$free.withValue({ _ in 100_000 }) {
                let snapshot = try await model.snapshot()
                #expect(snapshot.files.count == 3)
            }
        }
    }

    @Test func eachFileOfAFolderNeedsRoom() async throws {
        try await withBench { bench in
            let large = FaultFile.lfs(FaultFile.noise(4 << 20))
            bench.faults.put("o/m", ["w.bin": large, "again.bin": large])
            let folder = DownloadDestination.directory(bench.path("here"))
            let error = try await DiskSpace.$free.withValue({ _ in 6 << 20 }) {
                try await hubError { _ = try await bench.model.snapshot(into: folder) }
            }
            #expect(error?.kind == .outOfSpace && error?.message.contains("\(8 << 20)") == true)
        }
    }

    @Test func aDryRunWritesNothing() async throws {
        try await withBench { bench in
            bench.faults.put("o/m", ["a.txt": .text("a")])
            _ = try await bench.model.snapshot()
            let before = Files.below(bench.home.path).sorted()
            let ref = try Files.text("\(bench.folder)/refs/main")
            bench.faults.put("o/m", ["a.txt": .text("b")])
            let error = try await hubError { _ = try await bench.model.plan("no.txt") }
            #expect(error?.kind == .entryNotFound)
            #expect(Files.below(bench.home.path).sorted() == before)
            #expect(try Files.text("\(bench.folder)/refs/main") == ref)
        }
    }

    @Test func moreTransfersThanAPoolUsuallyHas() async throws {
        let settings: (inout HubConfiguration) -> Void = {
            $0.connectTimeout = .seconds(2)
            $0.retries = 0
        }
        try await withBench(settings) { bench in
            let files = (0..<48).map { ("\($0).bin", FaultFile.lfs(FaultFile.noise(2000, seed: UInt64($0)))) }
            bench.faults.put("o/m", Dictionary(uniqueKeysWithValues: files))
            bench.faults.fault(.delay(.seconds(4)), "GET", "resolve", times: nil)
            let snapshot = try await bench.model.snapshot(policy: DownloadPolicy(concurrency: 48))
            #expect(snapshot.files.count == 48)
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
