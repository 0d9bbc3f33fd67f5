/// How an upload is cut into parts.
enum LFSPartPlan {
    /// The most parts one upload has, and the most that one answer names: each costs an address of some 250
    /// bytes.
    static let maximumCount: Int64 = 1_000
    static let maximumCountInAnswer: Int64 = 20_000

    /// The number of parts; none for empty content, as clients compute it.
    static func count(size: Int64, partSize: Int64) -> Int64 {
        size / partSize + (size % partSize == 0 ? 0 : 1)
    }

    /// The configured part size, or a larger one where that would give too many parts.
    ///
    /// - Parameter uploads: How many uploads share one answer.
    static func partSize(for size: Int64, configured: Int64, uploads: Int) -> Int64 {
        let limit = min(maximumCount, max(1, maximumCountInAnswer / Int64(max(1, uploads))))
        let configured = max(1, configured)
        guard count(size: size, partSize: configured) > limit else { return configured }
        let mebibyte: Int64 = 1 << 20
        return count(size: count(size: size, partSize: limit), partSize: mebibyte) * mebibyte
    }
}
