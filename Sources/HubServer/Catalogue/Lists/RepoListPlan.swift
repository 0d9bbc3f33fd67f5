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

    /// Filters are counted up to here.
    static let countedUpTo = 10_000
    /// A repo that is gathered is looked up where it lies; one walked over lies beside the one before.
    private static let gatherCost = 2.0
    private static let smallestWindow = 4_000

    /// - Parameters:
    ///   - counts: How many repos each filter has that can be counted, up to ``countedUpTo``.
    ///   - total: About how many repos there are of the type.
    static func choose(counts: [(filter: RepoListFilter, count: Int)], total: Int64, limit: Int) -> RepoListPlan {
        guard let rarest = counts.min(by: { $0.count < $1.count }) else { return .walk(window: nil) }
        let total = Double(max(total, 1))
        let share = counts.reduce(1.0) { $0 * min(1, Double(max($1.count, 1)) / total) }
        let walk = Double(limit) / share
        let isCounted = rarest.count < countedUpTo
        if isCounted, Double(rarest.count) * gatherCost <= walk { return .gather(rarest.filter) }
        let window = max(Double(smallestWindow), 2 * walk)
        return .walk(window: window < total ? Int(window) : nil)
    }
}
