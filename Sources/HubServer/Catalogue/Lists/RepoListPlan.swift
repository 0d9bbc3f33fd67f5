import HubAPI
import HubStorage

/// How a page of a list is found. Databases guess this badly for filters that go together, so it is decided here,
/// from how many repos each filter has.
///
/// - Walk: go through the repos in the order asked for and keep those that meet the filters. Costs the page's length
///   over the share of repos that meet them.
/// - Gather: take all repos of the rarest filter, keep those that meet the others, and sort them. Costs their number.
enum RepoListPlan: Equatable {
    /// At most so many repos are looked at; nil for all.
    case walk(window: Int?)
    case gather(RepoListFilter)
    /// Gather what has two tags, which the index of tags tells alone.
    case gatherBoth(rare: String, other: String)

    /// Filters are counted up to here.
    static let countedUpTo = 4_000
    /// Of two tags, each of which so many repos have, it is asked how many have both.
    static let frequent = 2_000
    /// A repo that is gathered is looked up where it lies; one walked over lies beside the one before. With filters that
    /// indexes tell of, it isn't looked up at all.
    private static func gatherCost(_ counts: [Count]) -> Double { counts.allSatisfy(\.filter.isToldByIndex) ? 4 : 2 }
    /// For each repo of one tag, the index is asked for the other.
    private static let pairCost = 0.5
    private static let smallestWindow = 4_000

    struct Count: Equatable {
        let filter: RepoListFilter
        /// How many repos the filter has, up to ``countedUpTo``.
        let count: Int
    }

    struct Pair: Equatable {
        /// How many repos have the tag that fewer have.
        let rare: Int
        /// How many have both.
        let both: Int
    }

    /// - Parameters:
    ///   - counts: The filters that can be counted, the rarest first.
    ///   - total: About how many repos there are of the type.
    ///   - pair: About how many repos have two tags; asked only if it matters.
    static func choose(
        _ counts: [Count], total: Int64, limit: Int, pair: (_ rare: String, _ other: String) throws -> Pair
    ) rethrows -> RepoListPlan {
        guard let rarest = counts.first else { return .walk(window: nil) }
        let total = Double(max(total, 1))
        let gatherCost = gatherCost(counts)
        var share = counts.reduce(1.0) { $0 * min(1, Double(max($1.count, 1)) / total) }
        let tags = counts.compactMap(\.filter.tagName)
        if rarest.count < countedUpTo, Double(rarest.count) * gatherCost <= Double(limit) / share {
            return gathering(rarest.filter, tags)
        }
        // Tags that many repos have may still exclude each other, or always go together.
        if tags.count >= 2, rarest.count >= frequent {
            let pair = try pair(tags[0], tags[1])
            let both = Double(pair.both)
            let walked = min(total, Double(limit) * total / max(both, 1))
            if Double(pair.rare) * pairCost + both * gatherCost <= walked {
                return .gatherBoth(rare: tags[0], other: tags[1])
            }
            let expected = counts.filter { $0.filter.tagName.map(tags.prefix(2).contains) == true }
                .reduce(1.0) { $0 * min(1, Double($1.count) / total) }
            share = share / expected * min(1, max(both, 1) / total)
        }
        let window = max(Double(smallestWindow), 2 * Double(limit) / share)
        return .walk(window: window < total ? Int(window) : nil)
    }

    /// - Parameter tags: Those that are asked for, the rarest first.
    static func gathering(_ rarest: RepoListFilter, _ tags: [String]) -> RepoListPlan {
        guard tags.count >= 2, rarest.tagName == tags[0] else { return .gather(rarest) }
        return .gatherBoth(rare: tags[0], other: tags[1])
    }
}
