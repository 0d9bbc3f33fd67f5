/// Damage to bytes by chance, the same in every run.
struct Damage: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 2 | 1 }

    /// A generator of the xorshift kind with a multiplication at the end.
    mutating func next() -> UInt64 {
        state ^= state >> 12
        state ^= state << 25
        state ^= state >> 27
        return state &* 2_685_821_657_736_338_717
    }

    /// A few changes: bits, bytes, numbers at their bounds, removals, repetitions.
    mutating func damage(_ bytes: [UInt8]) -> [UInt8] {
        var result = bytes
        for _ in 0...Int.random(in: 0..<4, using: &self) {
            guard !result.isEmpty else { return result }
            let start = Int.random(in: 0..<result.count, using: &self)
            let end = min(result.count, start + Int.random(in: 1...8, using: &self))
            switch Int.random(in: 0..<6, using: &self) {
            case 0: result[start] ^= 1 << UInt8.random(in: 0..<8, using: &self)
            case 1: result[start] = UInt8.random(in: 0...255, using: &self)
            case 2: for index in start..<end { result[index] = 0xFF }
            case 3: for index in start..<end { result[index] = 0 }
            case 4: result.removeSubrange(start..<end)
            default: result.insert(contentsOf: result[start..<end], at: start)
            }
        }
        return result
    }
}
