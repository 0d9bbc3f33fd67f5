import HubAPI
import Synchronization

/// How many public repos there are, counted at most twice a minute: the front page is asked for often.
final class PublicCounts: Sendable {
    private static let lifetime: Duration = .seconds(30)

    private let kept = Mutex<(counts: [RepoType: Int64], at: ContinuousClock.Instant)?>(nil)

    func counts(
        now: ContinuousClock.Instant = .now, count: () async throws -> [RepoType: Int64]
    ) async rethrows -> [RepoType: Int64] {
        if let kept = kept.withLock({ $0 }), now - kept.at < Self.lifetime { return kept.counts }
        let counts = try await count()
        kept.withLock { $0 = (counts, now) }
        return counts
    }
}
