import NIOCore
import Testing

@testable import HubClient

/// What an earlier run left behind.
@Suite(.timeLimit(.minutes(2))) struct ResumeRegressions {
    private static let content = FaultFile.lfs(FaultFile.noise(3_000_000))
    private static let bytes = Array(content.content.readableBytesView)
    var noise: [UInt8] { Self.bytes }
    var etag: String { Self.content.sha256 }

    /// A client that finds this partial file.
    private func found(
        _ partial: [UInt8], _ fault: Fault? = nil, _ check: (Bench) throws -> Void
    ) async throws {
        try await withBench { bench in
            bench.faults.put("o/m", ["w.bin": .lfs(noise)])
            try Files.write(partial, to: "\(bench.folder)/blobs/\(etag).incomplete")
            if let fault { bench.faults.fault(fault, "GET", "w.bin") }
            let file = try await bench.model.download("w.bin")
            #expect(try Files.read(file.path) == noise)
            #expect(bench.leftovers == [] && bench.blobs == [etag])
            try check(bench)
        }
    }

    @Test("R11: a complete partial file is finished without a byte") func completePartial() async throws {
        try await found(noise) { bench in
            #expect(bench.faults.bytesSent("GET", "w.bin") < 1000)
            #expect(bench.faults.requests("GET", "w.bin").count <= 1)
        }
    }

    @Test("R11: 416 leads to a new beginning, once") func notSatisfiable() async throws {
        try await found(Array(noise[..<1000]), .rangeNotSatisfiable) { bench in
            let requests = bench.faults.requests("GET", "w.bin")
            #expect(requests.map(\.status) == [416, 200])
        }
    }

    @Test("R11: 416 to everything is an error, not a loop") func neverSatisfiable() async throws {
        try await withBench { bench in
            bench.faults.put("o/m", ["w.bin": .lfs(noise)])
            bench.faults.fault(.drop(after: 1_000_000), "GET", "w.bin")
            bench.faults.fault(.rangeNotSatisfiable, "GET", "w.bin", from: 2, times: nil)
            let error = try await hubError { _ = try await bench.model.download("w.bin") }
            #expect(error != nil && bench.faults.requests("GET", "w.bin").count < 20)
        }
    }

    @Test("R11: a partial file that is too long is begun anew") func tooLong() async throws {
        try await found(noise + [1, 2, 3]) { bench in
            // Nothing is asked about what can't be a part of the file.
            #expect(bench.faults.requests("GET", "w.bin").map(\.range) == [nil])
        }
    }

    @Test("R13: another run goes on where one stopped", arguments: ["regular", "LFS", "CDN"])
    func goesOn(storage: String) async throws {
        try await withBench({ $0.retries = 0 }) { bench in
            bench.faults.change { $0.redirects = storage == "CDN" ? .otherOrigin : .none }
            bench.faults.put("o/m", ["w.bin": FaultFile(noise, as: storage == "regular" ? .regular : .lfs)])
            let body = storage == "CDN" ? "signature" : "w.bin"
            bench.faults.fault(.drop(after: 1_000_000), "GET", body)
            bench.faults.fault(.close, "GET", body, from: 2, times: nil)
            let error = try await hubError { _ = try await bench.model.download("w.bin") }
            #expect(error?.kind == .network)
            #expect(!bench.leftovers.isEmpty)
            bench.faults.forgetFaults()
            bench.faults.forgetRequests()
            try await withClient(of: bench.faults, home: bench.home) { other in
                let file = try await other.model.download("w.bin")
                #expect(try Files.read(file.path) == noise)
            }
            // Only what a buffer held when the connection broke crosses twice.
            try await until { bench.faults.requests("GET", body).last?.isAnswered == true }
            let requests = bench.faults.requests("GET", body)
            let start = try #require(ByteRange.parts(requests.first?.range)?.start)
            #expect(requests.count == 1 && start > 0 && start <= 1_000_000)
            #expect(requests.first?.bytesSent == noise.count - start)
            #expect(bench.leftovers == [])
        }
    }

    @Test("R13: a cancelled download goes on, too") func cancelled() async throws {
        try await withBench { bench in
            bench.faults.put("o/m", ["w.bin": .lfs(noise)])
            bench.faults.fault(.stall(after: 1_000_000), "GET", "w.bin")
            let (signals, signal) = AsyncStream<Void>.makeStream()
            let model = try bench.model
            let task = Task {
                try await model.download("w.bin") { event in
                    if case .bytes(_, let count, _) = event, count > 0 { signal.yield() }
                }
            }
            for await _ in signals { break }
            task.cancel()
            let error = try await hubError { _ = try await task.value }
            #expect(error?.kind == .cancelled)
            #expect(!bench.leftovers.isEmpty && !bench.blobs.contains(etag))
            bench.faults.forgetRequests()
            #expect(try Files.read(try await bench.model.download("w.bin").path) == noise)
            #expect(bench.faults.requests("GET", "w.bin").first?.range?.hasPrefix("bytes=") == true)
            #expect(bench.leftovers == [])
        }
    }

    @Test("R13: what was tampered with is not continued into a wrong file") func tampered() async throws {
        try await withBench { bench in
            bench.faults.put("o/m", ["w.bin": .lfs(noise)])
            var partial = Array(noise[..<1_000_000])
            partial[5] ^= 1
            try Files.write(partial, to: "\(bench.folder)/blobs/\(etag).incomplete")
            let error = try await hubError {
                let content = try Files.read(try await bench.model.download("w.bin").path)
                #expect(content == noise)
            }
            if let error, case .integrity = error.kind {} else { #expect(error == nil) }
            #expect(!bench.blobs.contains(etag) == (error != nil))
            #expect(try Files.read(try await bench.model.download("w.bin").path) == noise)
            #expect(bench.leftovers == [])
        }
    }

    @Test("R13: a file that changed meanwhile is not continued") func changed() async throws {
        try await withBench({ $0.retries = 0 }) { bench in
            bench.faults.put("o/m", ["w.bin": .lfs(noise)])
            bench.faults.fault(.drop(after: 1_000_000), "GET", "w.bin")
            bench.faults.fault(.close, "GET", "w.bin", from: 2, times: nil)
            _ = try await hubError { _ = try await bench.model.download("w.bin") }
            #expect(!bench.leftovers.isEmpty)
            bench.faults.forgetFaults()
            let other = FaultFile.noise(3_000_000, seed: 9)
            bench.faults.put("o/m", ["w.bin": .lfs(other)])
            #expect(try Files.read(try await bench.model.download("w.bin").path) == other)
        }
    }

    @Test("R12: where everybody gets every lock, two clients don't spoil each other's file") func noLocks() async throws
    {
        try await withBench { bench in
            bench.faults.put("o/m", ["w.bin": .lfs(noise)])
            bench.faults.fault(.drip(100_000, every: .milliseconds(5)), "GET", "w.bin", times: nil)
            try await FileLock.$flock.withValue({ _, _ in 0 }) {
                try await withThrowingTaskGroup(of: [UInt8].self) { group in
                    for _ in 0..<3 {
                        group.addTask {
                            try await withClient(of: bench.faults, home: bench.home) { other in
                                try Files.read(try await other.model.download("w.bin").path)
                            }
                        }
                    }
                    for try await content in group { #expect(content == noise) }
                }
            }
            #expect(bench.faults.requests("GET", "w.bin").allSatisfy { $0.range == nil })
            #expect(bench.blobs == [etag] && bench.leftovers == [])
        }
    }

    @Test("R12: nor do two that write at once after a lock file went away") func lostLock() async throws {
        try await withBench { bench in
            bench.faults.put("o/m", ["w.bin": .lfs(noise)])
            bench.faults.fault(.drip(20_000, every: .milliseconds(10)), "GET", "w.bin")
            bench.faults.fault(.stall(after: 0), "GET", "w.bin", from: 2, times: nil)
            let model = try bench.model
            let (signals, signal) = AsyncStream<Void>.makeStream()
            let first = Task {
                try await model.download("w.bin") { event in
                    if case .bytes(_, let count, _) = event, count > 0 { signal.yield() }
                }
            }
            for await _ in signals { break }
            // A lock whose file is gone holds nobody off, as on file systems where locks don't work.
            try Files.remove(bench.path("hub/.locks/models--o--m/\(etag).lock"))
            // The second one begins anew while the first one writes, and gets nothing.
            let second = Task { [faults = bench.faults, home = bench.home] in
                try await withClient(of: faults, home: home) { other in
                    try await other.model.download("w.bin", policy: DownloadPolicy(force: true))
                }
            }
            #expect(try Files.read(try await first.value.path) == noise)
            while bench.faults.requests("GET", "w.bin").count < 2 { try await Task.sleep(for: .milliseconds(2)) }
            second.cancel()
            let error = try await hubError { _ = try await second.value }
            #expect(error?.kind == .cancelled)
            #expect(try Files.read("\(bench.folder)/blobs/\(etag)") == noise)
            #expect(bench.blobs == [etag] && bench.leftovers == [])
        }
    }

    @Test("R34: progress begins with what is here, never counts twice, and ends with the size") func progress()
        async throws
    {
        try await withBench { bench in
            bench.faults.put("o/m", ["w.bin": .lfs(noise)])
            try Files.write(noise[..<1_000_000], to: "\(bench.folder)/blobs/\(etag).incomplete")
            bench.faults.fault(.drop(after: 500_000), "GET", "w.bin")
            bench.faults.fault(.ignoreRange, "GET", "w.bin", from: 2)
            // Slow enough for more than one event.
            bench.faults.fault(.drip(100_000, every: .milliseconds(10)), "GET", "w.bin", from: 2)
            var restarts = 0
            var counts: [Int64] = []
            var last: TransferEvent?
            for try await event in try bench.model.downloads("w.bin") {
                switch event {
                case .planned(let files, let bytes): #expect(files == 1 && bytes == 3_000_000 && counts.isEmpty)
                case .bytes(let file, let completed, let total):
                    #expect(file == "w.bin" && total == 3_000_000 && completed <= 3_000_000)
                    #expect(completed >= counts.last ?? 1_000_000)
                    counts.append(completed)
                case .restarted: restarts += 1
                case .finished: break
                }
                last = event
            }
            guard case .finished("w.bin", let file) = last else { throw HubError(.notFound, "no end") }
            #expect(file.size == 3_000_000 && counts.last == 3_000_000 && restarts == 1)
        }
    }
}
