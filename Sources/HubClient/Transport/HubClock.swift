#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Time and chance, so that tests needn't wait.
struct HubClock: Sendable {
    /// Seconds since 1970 UTC.
    var now: @Sendable () -> Double
    /// Throws `CancellationError` as soon as the task is cancelled.
    var sleep: @Sendable (Duration) async throws -> Void
    /// A number of 0…1.
    var chance: @Sendable () -> Double

    /// What sessions that are made now go by; tests put another in its place while they make one.
    @TaskLocal static var current = HubClock.system

    static let system = HubClock(
        now: { Date().timeIntervalSince1970 }, sleep: { try await Task.sleep(for: $0) },
        chance: { Double.random(in: 0...1) })
}
