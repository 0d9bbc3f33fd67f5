import Testing

@testable import HubServer

/// When a list walks and when it gathers.
@Suite("Plans of lists")
struct RepoListPlanTests {
    struct Case: Sendable {
        let counts: [(RepoListFilter, Int)]
        var total: Int64 = 100_000
        var limit = 100
        /// How many repos have the rarest tag, if anybody asks.
        var rare = 4_000
        /// How many repos have the two rarest tags; nil if nobody may ask.
        var both: Int?
        let plan: RepoListPlan
    }

    private static let all = RepoListPlan.countedUpTo
    private static let (red, blue) = (RepoListFilter.tag("red"), RepoListFilter.library("blue"))

    static let cases: [Case] = [
        // Nothing that can be counted.
        Case(counts: [], plan: .walk(window: nil)),
        // Rare: gathered. Nobody has it: gathered, too.
        Case(counts: [(red, 10)], plan: .gather(red)),
        Case(counts: [(red, 0)], plan: .gather(red)),
        // Of two tags, only those that have both.
        Case(counts: [(red, 0), (blue, 5)], total: 0, plan: .gatherBoth(rare: "red", other: "blue")),
        Case(counts: [(red, 10), (.author("a"), all), (blue, all)], plan: .gatherBoth(rare: "red", other: "blue")),
        Case(counts: [(.author("a"), 10), (red, 20), (blue, all)], plan: .gather(.author("a"))),
        // 2 × 2,000 repos to gather, 100 ÷ 0.02 to walk.
        Case(counts: [(.pipeline("p"), 2_000)], plan: .gather(.pipeline("p"))),
        // 2 × 3,000 against 100 ÷ 0.03.
        Case(counts: [(.pipeline("p"), 3_000)], plan: .walk(window: 6_666)),
        // Longer pages are worth more gathering.
        Case(counts: [(.pipeline("p"), 3_000)], limit: 1_000, plan: .gather(.pipeline("p"))),
        // What an index tells of is walked over faster: 4 × 1,500 against 100 ÷ 0.015, 4 × 2,000 against 100 ÷ 0.02.
        Case(counts: [(red, 1_500)], plan: .gather(red)),
        Case(counts: [(red, 2_000)], plan: .walk(window: 10_000)),
        // Most repos have it: the walk ends soon, and looks at no fewer than a window.
        Case(counts: [(red, all)], plan: .walk(window: max(4_000, 200 * 100_000 / all))),
        Case(counts: [(red, all)], total: 4_000, plan: .walk(window: nil)),
        Case(counts: [(red, all)], total: 10_000_000, plan: .walk(window: 200 * 10_000_000 / all)),
        // What is counted to the end is never gathered: there may be more.
        Case(counts: [(.author("a"), all), (.pipeline("p"), all)], total: 10_000_000, plan: .walk(window: nil)),
        // Two filters together are rare, so the walk would be long.
        Case(counts: [(.author("a"), 3_000), (.pipeline("p"), 3_500)], plan: .gather(.author("a"))),
        Case(counts: [(red, 3_000), (blue, 3_000)], plan: .gatherBoth(rare: "red", other: "blue")),
        // Two tags that exclude each other are gathered together; two that go together are walked.
        Case(counts: [(red, all), (blue, all)], both: 30, plan: .gatherBoth(rare: "red", other: "blue")),
        Case(
            counts: [(red, all), (.author("a"), all), (blue, all)], both: 0,
            plan: .gatherBoth(rare: "red", other: "blue")),
        Case(counts: [(red, all), (blue, all)], both: 2_500, plan: .walk(window: 8_000)),
        // As many as have both are gathered if walking to a page of them would take longer…
        Case(counts: [(red, all), (blue, all)], both: 1_000, plan: .gatherBoth(rare: "red", other: "blue")),
        Case(counts: [(red, all), (blue, all)], limit: 20, both: 1_000, plan: .walk(window: 4_000)),
        // … unless it takes long to find them.
        Case(counts: [(red, all), (blue, all)], rare: 60_000, both: 1_000, plan: .walk(window: 20_000)),
        Case(
            counts: [(red, all), (blue, all)], rare: 60_000, both: 0,
            plan: .gatherBoth(rare: "red", other: "blue")),
        Case(
            counts: [(red, all), (.author("a"), all)], total: 20_000,
            plan: .walk(window: 200 * 20_000 / all * 20_000 / all)),
    ]

    @Test("by a table", arguments: cases.indices)
    func table(_ index: Int) throws {
        let one = Self.cases[index]
        let plan = RepoListPlan.choose(
            one.counts.map { RepoListPlan.Count(filter: $0.0, count: $0.1) }, total: one.total, limit: one.limit
        ) { rare, other in
            #expect(rare == "red" && other == "blue")
            if one.both == nil { Issue.record("nobody has to know that") }
            return RepoListPlan.Pair(rare: one.rare, both: one.both ?? 0)
        }
        if case .walk(let window?) = plan, case .walk(let wanted?) = one.plan {
            #expect(abs(window - wanted) <= 1)
        } else {
            #expect(plan == one.plan)
        }
    }
}
