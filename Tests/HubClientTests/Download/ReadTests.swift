import NIOCore
import Testing

@testable import HubClient

/// Bytes without the cache.
@Suite(.timeLimit(.minutes(2))) struct ReadTests {
    let noise = FaultFile.noise(300_000)

    @Test(
        arguments: [0..<10, 5..<5, 299_990..<300_000, 299_990..<400_000, 300_000..<300_010, 0..<300_000]
            as [Range<Int64>])
    func ranges(bytes: Range<Int64>) async throws {
        try await withBench { bench in
            bench.faults.put("o/m", ["w.bin": .lfs(noise)])
            let wanted = Array(noise[Int(min(bytes.lowerBound, 300_000))..<Int(min(bytes.upperBound, 300_000))])
            for ignoresRange in [false, true] {
                bench.faults.change { $0.ignoresRange = ignoresRange }
                bench.faults.forgetRequests()
                let read = try await bench.model.read("w.bin", bytes: bytes)
                #expect(read == wanted)
                #expect(bench.faults.requests.count == (bytes.isEmpty ? 0 : 1))
            }
            #expect(bench.leftovers == [] && bench.blobs == [])
        }
    }

    @Test func whatCannotBeReadAtOnce() async throws {
        try await withBench { bench in
            for bytes in [-1..<5, 0..<(256 << 20) + 1] as [Range<Int64>] {
                let error = try await hubError { _ = try await bench.model.read("w.bin", bytes: bytes) }
                #expect(error?.kind == .invalidInput)
            }
            #expect(bench.faults.requests.isEmpty)
        }
    }

    @Test func aStreamGoesOnWhenTheConnectionBreaks() async throws {
        try await withBench { bench in
            bench.faults.put("o/m", ["w.bin": .lfs(noise)])
            bench.faults.fault(.drop(after: 100_000), "GET", "w.bin", times: 2)
            var bytes: [UInt8] = []
            for try await buffer in try bench.model.stream("w.bin") { bytes += buffer.readableBytesView }
            #expect(bytes == noise)
            #expect(bench.faults.requests("GET", "w.bin").dropFirst().allSatisfy { $0.range != nil })
        }
    }

    @Test func aFileThatChangesMeanwhileIsAnError() async throws {
        try await withBench { bench in
            bench.faults.put("o/m", ["w.bin": .lfs(noise)])
            bench.faults.fault(.drop(after: 100_000), "GET", "w.bin")
            let error = try await hubError {
                for try await _ in try bench.model.stream("w.bin") {
                    bench.faults.put("o/m", ["w.bin": .lfs(FaultFile.noise(300_000, seed: 2))])
                }
            }
            #expect(error?.kind == .conflict)
        }
    }

    @Test func anotherPartThanAskedForIsAnError() async throws {
        try await withBench { bench in
            bench.faults.put("o/m", ["w.bin": .lfs(noise)])
            bench.faults.fault(.shiftRange(by: 10), "GET", "w.bin", times: nil)
            let error = try await hubError { _ = try await bench.model.read("w.bin", bytes: 100..<200) }
            #expect(error?.kind == .decoding)
        }
    }
}
