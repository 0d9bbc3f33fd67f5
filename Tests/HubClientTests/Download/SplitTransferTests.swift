import NIOCore
import Synchronization
import TestSupport
import Testing

@testable import HubClient

/// The rest of a large file over several connections.
@Suite(.timeLimit(.minutes(2))) struct SplitTransferTests {
    private static let content = FaultFile.lfs(FaultFile.noise(5_000_000))
    private static let noise = Array(content.content.readableBytesView)

    /// Everything is too slow, and parts have 250,000 bytes.
    private static let eager = SplitLimits(
        enough: .infinity, watch: .zero, minimumRest: 1_000_000, connections: 3, partSizes: 250_000...250_000)

    private func bench(_ limits: SplitLimits = Self.eager, _ body: @Sendable (Bench) async throws -> Void) async throws
    {
        try await SplitLimits.$current.withValue(limits) {
            try await withBench { bench in
                bench.faults.change { $0.redirects = .otherOrigin }
                bench.faults.put("o/m", ["w.bin": Self.content])
                try await body(bench)
            }
        }
    }

    /// Ranges with an end: only parts are asked for so.
    private func parts(_ bench: Bench) -> [FaultRequest] {
        bench.faults.requests("GET", "signature").filter { ByteRange.parts($0.range)?.end != nil }
    }

    private func check(_ bench: Bench) async throws {
        let file = try await bench.model.download("w.bin")
        let content = try Files.read(file.path)
        #expect(content == Self.noise)
        #expect(bench.leftovers == [] && bench.blobs == [Self.content.sha256])
    }

    @Test func bringsTheRestInParts() async throws {
        try await bench { bench in
            let told = Mutex<[Int64]>([])
            let file = try await bench.model.download("w.bin") { event in
                if case .bytes(_, let count, _) = event { told.withLock { $0.append(count) } }
            }
            let content = try Files.read(file.path)
            #expect(content == Self.noise)
            #expect(bench.leftovers == [] && bench.blobs == [Self.content.sha256])
            let parts = parts(bench)
            #expect(parts.count >= 10)
            #expect(parts.allSatisfy { $0.status == 206 && $0.header("If-Range") == "\"\(Self.content.sha256)\"" })
            #expect(Set(parts.map(\.connection)).count >= 2)
            // Nothing twice: the parts join the beginning, each other and the end.
            let ranges = parts.compactMap { ByteRange.parts($0.range) }.sorted { $0.start < $1.start }
            #expect(zip(ranges, ranges.dropFirst()).allSatisfy { ($0.end ?? 0) + 1 == $1.start })
            #expect(ranges.last?.end == Self.noise.count - 1)
            let counts = told.withLock(\.self)
            #expect(counts == counts.sorted() && counts.last == Int64(Self.noise.count))
        }
    }

    /// Fast enough, or too little is left.
    @Test(arguments: [(0, 1_000_000), (.infinity, 5_000_001)] as [(Double, Int64)])
    func oneConnectionMayDo(enough: Double, minimumRest: Int64) async throws {
        var limits = Self.eager
        limits.enough = enough
        limits.minimumRest = minimumRest
        try await bench(limits) { bench in
            try await check(bench)
            #expect(bench.faults.requests("GET", "signature").count == 1)
        }
    }

    @Test func whatNothingProvesComesInOnePiece() async throws {
        try await bench { bench in
            _ = try await bench.model.download("w.bin", policy: DownloadPolicy(verify: false))
            #expect(bench.faults.requests("GET", "signature").count == 1)
        }
        try await bench { bench in
            bench.faults.change { $0.cdnEtag = { "W/\"\($0)\"" } }
            try await check(bench)
            #expect(bench.faults.requests("GET", "signature").count == 1)
        }
    }

    @Test func aFullDiskIsNotFilledAhead() async throws {
        try await DiskSpace.$free.withValue({ _ in 5_500_000 }) {
            try await bench { bench in
                try await check(bench)
                #expect(parts(bench).isEmpty)
            }
        }
    }

    @Test func otherDownloadsMayHaveTheConnections() async throws {
        try await bench { bench in
            let permits = bench.hub.session.extraConnections
            #expect(permits.takeIfFree(permits.total))
            try await check(bench)
            #expect(parts(bench).isEmpty)
            permits.give(permits.total)
            try Files.remove(bench.path("hub"))
            try await check(bench)
            #expect(!parts(bench).isEmpty && permits.free == permits.total)
        }
    }

    @Test func aBrokenPartGoesOnWhereItBroke() async throws {
        try await bench { bench in
            bench.faults.fault(.drop(after: 100_000), "GET", "signature", from: 4)
            try await check(bench)
            let starts = parts(bench).compactMap { ByteRange.parts($0.range) }
            // Two requests end at the same byte, and the second begins behind the first.
            let again = Dictionary(grouping: starts) { $0.end ?? 0 }.values.filter { $0.count == 2 }
            #expect(again.count == 1 && again.allSatisfy { $0[0].start != $0[1].start })
            #expect(!bench.faults.requests("GET", "signature").contains { $0.range?.hasSuffix("-") == true })
        }
    }

    @Test(arguments: [
        ("the whole instead of a part", Fault.ignoreRange), ("another part", .shiftRange(by: 7)),
        ("of another size", .rangeTotal(adding: 5)), ("gone", .status(404)),
        ("more than asked for", .extend(by: 10)),
    ])
    func oneConnectionTakesOver(_: String, _ fault: Fault) async throws {
        try await bench { bench in
            // The sixth request: some parts have come then.
            bench.faults.fault(fault, "GET", "signature", from: 6)
            let file = try await bench.model.download("w.bin")
            let content = try Files.read(file.path)
            #expect(content == Self.noise)
            #expect(bench.leftovers == [] && bench.blobs == [Self.content.sha256])
        }
    }

    @Test func wrongBytesInAPartAreFetchedAnew() async throws {
        try await bench { bench in
            bench.faults.fault(.corrupt(at: 1_500_000), "GET", "signature", from: 2, times: 12)
            try await check(bench)
        }
        try await bench { bench in
            bench.faults.fault(.corrupt(at: 4_900_000), "GET", "signature", times: nil)
            let error = try await hubError { _ = try await bench.model.download("w.bin") }
            if case .integrity = error?.kind {} else { Issue.record("\(String(describing: error))") }
            #expect(bench.leftovers == [] && bench.blobs == [])
        }
    }

    @Test func whatIsLeftHasNoHoles() async throws {
        try await bench { bench in
            // The part with this byte never comes whole, those behind it do.
            bench.faults.fault(.stall(after: 1000, with: 3_000_000), "GET", "signature", times: nil)
            let model = try bench.model
            let task = Task { try await model.download("w.bin") }
            func stalled() -> FaultRequest? { parts(bench).first { ByteRange.holds($0.range, 3_000_000) } }
            func start(_ request: FaultRequest) -> Int { ByteRange.parts(request.range)?.start ?? 0 }
            // As many parts lie ahead as may, so all before have been added.
            while true {
                try await Task.sleep(for: .milliseconds(10))
                guard let hole = stalled().map(start) else { continue }
                if parts(bench).count(where: { $0.isAnswered && start($0) > hole }) == Self.eager.slots - 1 { break }
            }
            task.cancel()
            let error = try await hubError { _ = try await task.value }
            #expect(error?.kind == .cancelled)
            let partial = "hub/models--o--m/blobs/\(Self.content.sha256).incomplete"
            #expect(bench.leftovers.contains(partial) && bench.leftovers.count <= 2)
            let left = try Files.read(bench.path(partial))
            let hole = try #require(stalled().map(start))
            #expect(left == Array(Self.noise[..<hole]))
            bench.faults.forgetFaults()
            try await check(bench)
        }
    }
}

/// When one connection is too slow.
@Suite struct SplitLimitsTests {
    @Test func partsFollowTheSpeed() {
        let limits = SplitLimits(secondsPerPart: 2, partSizes: 1000...5000)
        #expect([100, 700, 2000, 9000].map { limits.partSize(at: $0) } == [1000, 1400, 4000, 5000])
    }

    @Test func aWatchCountsOverAWhile() {
        var patient = SpeedWatch(SplitLimits(enough: .infinity, watch: .seconds(3600)))
        #expect(patient.slowness(after: 1) == nil)
        var hasty = SpeedWatch(SplitLimits(enough: .infinity, watch: .zero))
        #expect(hasty.slowness(after: 1) != nil)
        var content = SpeedWatch(SplitLimits(enough: 0, watch: .zero))
        #expect(content.slowness(after: 1) == nil)
    }
}
