import Testing

@testable import HubClient

/// What a download would do, and that nothing is written to find out.
@Suite(.timeLimit(.minutes(2))) struct PlanTests {
    @Test func ofARevision() async throws {
        try await withBench { bench in
            let commit = bench.faults.put("o/m", ["a.txt": .text("a"), "d/w.bin": .lfs(FaultFile.noise(1000))])
            let model = try bench.model
            let empty = try await model.plan(allow: ["d/"])
            #expect(
                empty == [
                    PlannedFile(
                        file: "d/w.bin", commit: commit, size: 1000, isCached: false, willDownload: true,
                        path: "\(bench.folder)/snapshots/\(commit)/d/w.bin")
                ])
            #expect(bench.names(in: "hub") == [])
            _ = try await model.download("a.txt")
            let plan = try await model.plan()
            #expect(plan.map(\.isCached) == [true, false] && plan.map(\.willDownload) == [false, true])
            let forced = try await model.plan(policy: DownloadPolicy(force: true))
            #expect(forced.map(\.willDownload) == [true, true])
            #expect(bench.faults.requests("GET", "w.bin").isEmpty)
        }
    }

    @Test func ofOneFile() async throws {
        try await withBench { bench in
            let commit = bench.faults.put("o/m", ["a.txt": .text("a")])
            let model = try bench.model
            #expect(try await model.plan("a.txt").willDownload)
            _ = try await model.download("a.txt")
            bench.faults.forgetRequests()
            let plan = try await model.plan("a.txt", revision: Revision(commit))
            #expect(plan.isCached && !plan.willDownload && plan.size == 1 && bench.faults.requests.isEmpty)
        }
    }

    @Test func ofAFolder() async throws {
        try await withBench { bench in
            bench.faults.put("o/m", ["a.txt": .text("a"), "b.txt": .text("b"), "c.txt": .text("c")])
            let model = try bench.model
            let folder = DownloadDestination.directory(bench.path("here"))
            _ = try await model.download("a.txt", into: folder)
            _ = try await model.download("b.txt")
            let plan = try await model.plan(into: folder)
            #expect(plan.map(\.isCached) == [true, true, false] && plan.map(\.willDownload) == [false, false, true])
            #expect(Files.exists(bench.path("here/a.txt")) && !Files.exists(bench.path("here/b.txt")))
        }
    }

    @Test func withoutTheHub() async throws {
        try await withBench({ $0.isOffline = true }) { bench in
            let error = try await hubError { _ = try await bench.model.plan() }
            #expect(error?.kind == .notCached)
        }
    }
}
