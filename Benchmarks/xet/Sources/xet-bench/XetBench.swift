import CBlake3
import Foundation
import Xet

/// The rates of Xet's inner loops, as lines `name<TAB>GiB/s`.
///
/// Argument: a file to chunk and hash; 256 MiB of random bytes if there is none. The first pass over a file also reads it
/// from disk, but only the best pass counts.
@main enum XetBench {
    static func main() throws {
        hashRates()
        chunkRates(try Input.load(path: CommandLine.arguments.dropFirst().first))
    }

    static func hashRates() {
        let block = Input.random(64 << 10)
        let repeats = 64
        let key = Blake3.Key.chunk.bytes
        var out = [UInt8](repeating: 0, count: 32)
        let levels = [
            ("scalar", ROOST_SIMD_NONE), ("4 lanes", ROOST_SIMD_4), ("8 lanes", ROOST_SIMD_8),
            ("16 lanes", ROOST_SIMD_16),
        ]
        for (name, level) in levels {
            let data = block.assumingMemoryBound(to: UInt8.self).baseAddress
            guard roost_blake3_hash_at(level, key, data, block.count, &out) else { continue }
            measure("keyed hash of 64 KiB, \(name)", bytes: block.count * repeats) {
                for _ in 0..<repeats { _ = roost_blake3_hash_at(level, key, data, block.count, &out) }
            }
        }
        let best = String(cString: roost_simd_name())
        measure("chunk hash of 64 KiB, \(best)", bytes: block.count * repeats) {
            for _ in 0..<repeats { out[0] ^= XetHash.chunk(block).isDedupEligible ? 1 : 0 }
        }
    }

    static func chunkRates(_ data: UnsafeRawBufferPointer) {
        var count = 0
        measure("chunk boundaries", bytes: data.count) {
            var chunker = Chunker()
            var rest = data
            while let end = chunker.next(in: rest) {
                rest = UnsafeRawBufferPointer(rebasing: rest[end...])
                count += 1
            }
        }
        let cores = ProcessInfo.processInfo.activeProcessorCount
        for threads in [1, 2, 4, 8, 16, 32, 64] where threads <= cores {
            measure("chunks and hashes, \(threads) thread\(threads == 1 ? "" : "s")", bytes: data.count) {
                count += ParallelChunking.chunks(of: data, threads: threads).count
            }
        }
        measure("chunks and hashes, stream of 1 MiB pieces", bytes: data.count) {
            var stream = ChunkStream()
            func add(_ chunk: UnsafeRawBufferPointer) {
                count += XetHash.chunk(chunk).isDedupEligible ? 1 : 0
            }
            for start in stride(from: 0, to: data.count, by: 1 << 20) {
                stream.append(UnsafeRawBufferPointer(rebasing: data[start..<min(start + 1 << 20, data.count)]), add)
            }
            stream.finish(add)
        }
    }
}
