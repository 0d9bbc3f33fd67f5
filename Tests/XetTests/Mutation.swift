/// Damage to bytes, as it is found by chance or made on purpose.
enum Mutation {
    /// A few random changes: bits, bytes, numbers at their bounds, removals, repetitions, cuts.
    static func mutate(_ bytes: [UInt8], using generator: inout SplitMix64) -> [UInt8] {
        var result = bytes
        for _ in 0...(generator.next() % 4) {
            guard !result.isEmpty else { return result }
            let offset = Int.random(in: 0..<result.count, using: &generator)
            let end = min(result.count, offset + Int.random(in: 1...16, using: &generator))
            switch generator.next() % 7 {
            case 0: result[offset] ^= 1 << UInt8(generator.next() % 8)
            case 1: result[offset] = UInt8(truncatingIfNeeded: generator.next())
            case 2: for index in offset..<min(result.count, offset + 4) { result[index] = 0xFF }
            case 3: for index in offset..<min(result.count, offset + 8) { result[index] = 0 }
            case 4: result.removeSubrange(offset..<end)
            case 5: result.insert(contentsOf: result[offset..<end], at: offset)
            default: result.removeLast(result.count - offset)
            }
        }
        return result
    }
}
