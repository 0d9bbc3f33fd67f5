/// Several orders of the same things made one: reciprocal rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009).
enum RankFusion {
    private static let k = 60.0

    struct Ranked: Sendable, Hashable {
        let id: Int64
        /// From 0 to 1; 1 for what is first in all lists.
        let score: Double
    }

    /// Best first. A thing counts once in each list; ties go to the smaller id, which is the older repo.
    static func fuse(_ lists: [[Int64]]) -> [Ranked] {
        var sums: [Int64: Double] = [:]
        for list in lists {
            var seen = Set<Int64>()
            var rank = 0.0
            for id in list where seen.insert(id).inserted {
                rank += 1
                sums[id, default: 0] += 1 / (k + rank)
            }
        }
        let highest = Double(lists.count) / (k + 1)
        return sums.map { Ranked(id: $0.key, score: min($0.value / highest, 1)) }
            .sorted { ($1.score, $0.id) < ($0.score, $1.id) }
    }
}
