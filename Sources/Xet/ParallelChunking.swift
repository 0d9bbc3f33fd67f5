internal import Dispatch
internal import Synchronization

/// Chunks and hashes a whole file that lies in memory (or is mapped) on several threads.
///
/// Chunking looks sequential, since a chunk begins where the one before ends. But a chunker knows nothing of what lies
/// before its chunk, so two chunkers that share one boundary share all that follow. And they soon do. Take two chunks in
/// a row of one chunker, each of 16384 ..< 122880 bytes. Another chunker that doesn't stop between them has stopped less
/// than the minimum before that place, and may stop once more less than the minimum behind it; the first chunker found no
/// cut in the rest of the second chunk, so neither finds the other one, and the maximum is too far off to matter: both
/// stop at its end (“stable boundary”).
///
/// So each section is chunked as if it began with a boundary, and the few chunks up to where sections meet are redone.
public enum ParallelChunking {
    /// The chunks of `data` in their order: exactly those of one ``Chunker`` over all of it, however many threads.
    ///
    /// Blocks the calling thread. Where sections never meet (long periodic data that begins between its boundaries) they
    /// are redone on that thread, which then takes as long as one thread alone.
    ///
    /// - Parameters:
    ///   - data: All bytes of a file.
    ///   - threads: Greatest number of threads at work; 1 or less for the calling thread alone.
    public static func chunks(of data: UnsafeRawBufferPointer, threads: Int) -> [HashedLength] {
        chunks(of: data, threads: threads, sectionLength: sectionLength(of: data.count, threads: threads))
    }

    static func chunks(of data: UnsafeRawBufferPointer, threads: Int, sectionLength length: Int) -> [HashedLength] {
        guard threads > 1, length < data.count else { return chunks(of: data, from: 0, until: data.count) }
        let sections = speculate(on: data, sectionLength: length, threads: threads)
        return join(sections, of: data, sectionLength: length)
    }

    // Some sections for each thread, so that a slow thread doesn't hold up the others; long enough that the redone
    // chunks don't count. A multiple of the maximum length, so that the sections of constant data meet at once.
    private static func sectionLength(of count: Int, threads: Int) -> Int {
        let wanted = min(max(count / (4 * max(threads, 1)), 8 * Chunker.maximum), 128 * Chunker.maximum)
        return (wanted + Chunker.maximum - 1) / Chunker.maximum * Chunker.maximum
    }

    /// All chunks that begin in `start ..< end`, if there is a boundary at `start`. The last may end beyond `end`.
    private static func chunks(of data: UnsafeRawBufferPointer, from start: Int, until end: Int) -> [HashedLength] {
        var chunks: [HashedLength] = []
        chunks.reserveCapacity((end - start) / (Chunker.target / 2) + 1)
        var position = start
        while position < end { position += append(to: &chunks, chunkOf: data, at: position) }
        return chunks
    }

    /// Appends the chunk that begins at `position`. Returns its length.
    private static func append(
        to chunks: inout [HashedLength], chunkOf data: UnsafeRawBufferPointer, at position: Int
    ) -> Int {
        let rest = UnsafeRawBufferPointer(rebasing: data[position...])
        let length = Chunker.firstChunk(of: rest)
        let hash = XetHash.chunk(UnsafeRawBufferPointer(rebasing: rest[..<length]))
        chunks.append(HashedLength(hash: hash, length: UInt64(length)))
        return length
    }

    /// The chunks of each section, as if it began with a boundary.
    private static func speculate(
        on data: UnsafeRawBufferPointer, sectionLength: Int, threads: Int
    ) -> [[HashedLength]] {
        let count = (data.count + sectionLength - 1) / sectionLength
        let span = data.bytes
        let next = Atomic(0)
        let sections = Mutex([[HashedLength]](repeating: [], count: count))
        DispatchQueue.concurrentPerform(iterations: min(threads, count)) { _ in
            while true {
                let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
                guard index < count else { return }
                let start = index * sectionLength
                let end = min(start + sectionLength, span.byteCount)
                let found = span.withUnsafeBytes { chunks(of: $0, from: start, until: end) }
                sections.withLock { $0[index] = found }
            }
        }
        return sections.withLock { $0 }
    }

    /// Joins sections where one has a boundary at the end of the chunks so far, after as many further chunks as it takes.
    private static func join(
        _ sections: [[HashedLength]], of data: UnsafeRawBufferPointer, sectionLength: Int
    ) -> [HashedLength] {
        var result: [HashedLength] = []
        result.reserveCapacity(sections.reduce(0) { $0 + $1.count })
        var position = 0
        for (index, section) in sections.enumerated() {
            let end = min((index + 1) * sectionLength, data.count)
            var boundary = index * sectionLength
            var used = 0
            while position < end {
                while boundary < position, used < section.count {
                    boundary += Int(section[used].length)
                    used += 1
                }
                guard boundary == position, used < section.count else {
                    position += append(to: &result, chunkOf: data, at: position)
                    continue
                }
                for chunk in section[used...] {
                    result.append(chunk)
                    position += Int(chunk.length)
                }
            }
        }
        return result
    }
}
