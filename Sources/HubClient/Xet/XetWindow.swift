internal import Synchronization
import Xet

/// A stretch of a file that is planned, fetched and delivered as a whole.
final class XetWindow: Sendable {
    struct Content: Sendable {
        let plan: XetPlan
        /// In the order of the plan's.
        let fetches: [XetFetch]
    }

    let file: XetFileReference
    let range: Range<Int64>
    private let provesHash: Bool
    private let planner: XetPlanner
    private let mayFetch = Watched(false)
    private let content = Watched<Result<Content, HubError>?>(nil)
    /// The parts with the latest addresses.
    private let parts = Mutex<[XetPlan.Fetch]>([])
    private let renewal = Permits(1)

    init(_ file: XetFileReference, _ range: Range<Int64>, provesHash: Bool, planner: XetPlanner) {
        self.file = file
        self.range = range
        self.provesHash = provesHash
        self.planner = planner
    }

    /// Bytes of memory that its content takes at most: besides its own bytes those of chunks that lie across its ends.
    var memory: Int { range.count + 2 * XorbLimits.maximumChunkLength }

    /// States that there is memory for the content.
    func permitFetches() { mayFetch.update { $0 = true } }

    /// What the window is made of, as soon as that is known.
    func planned() async throws(HubError) -> Content { try await content.wait { $0 }.get() }

    /// Plans, and fetches when that is permitted. What goes wrong is for whoever reads the content.
    func run(_ transfer: XetTransfer, requests: Permits) async {
        do throws(HubError) {
            let plan = try await planner.plan(file, range)
            let content = Content(plan: plan, fetches: fetches(of: plan))
            parts.withLock { $0 = plan.fetches }
            self.content.update { $0 = .success(content) }
            _ = try await mayFetch.wait { $0 ? true : nil }
            await fetch(content, transfer, requests)
        } catch {
            content.update { $0 = $0 ?? .failure(error) }
        }
    }

    private func fetches(of plan: XetPlan) -> [XetFetch] {
        var terms = [[XetPlan.Term]](repeating: [], count: plan.fetches.count)
        for term in plan.terms { terms[term.fetch].append(term) }
        return zip(plan.fetches, terms).map { XetFetch($0, terms: $1, keepsHashes: provesHash) }
    }

    private func fetch(_ content: Content, _ transfer: XetTransfer, _ requests: Permits) async {
        await withDiscardingTaskGroup { group in
            for fetch in content.fetches {
                // Taken here, so that requests begin in the order in which their bytes are wanted.
                do throws(HubError) { try await requests.take(1) } catch {
                    for fetch in content.fetches { fetch.fail(error) }
                    return
                }
                group.addTask {
                    await transfer.run(fetch) { part throws(HubError) in try await self.renewed(part) }
                    requests.give(1)
                }
            }
        }
    }

    /// The same part with a fresh address.
    private func renewed(_ part: XetPlan.Fetch) async throws(HubError) -> XetPlan.Fetch {
        try await renewal.take(1)
        defer { renewal.give(1) }
        func isSame(_ other: XetPlan.Fetch) -> Bool { other.xorb == part.xorb && other.chunks == part.chunks }
        let known = parts.withLock { $0.first(where: isSame) }
        // Another part of the window may have asked already.
        if let known, known.url != part.url { return known }
        let plan = try await planner.plan(file, range)
        parts.withLock { $0 = plan.fetches }
        guard let found = plan.fetches.first(where: isSame) else {
            throw HubError(
                .conflict, "The Xet file \(file.hash) was put together anew while it was read",
                suggestion: "Begin the download again; it goes on where it stopped")
        }
        return found
    }
}
