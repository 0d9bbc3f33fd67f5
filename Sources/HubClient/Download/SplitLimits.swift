/// When the rest of a file comes over several connections, and how.
///
/// Some servers, and most of the long ways to them, hold each connection back; several together are faster then. One
/// that is fast alone stays alone: more would only cost.
struct SplitLimits: Sendable {
    /// Bytes in a second that one connection must bring to stay alone.
    var enough = 64e6
    /// How long it is watched, again and again.
    var watch: Duration = .seconds(2)
    /// Bytes that must still be missing for it to be worthwhile.
    var minimumRest: Int64 = 32 << 20
    var connections = 4
    /// A part is what one connection brings in about so many seconds: requests are few then, and little is lost with
    /// parts that were not needed any more.
    var secondsPerPart: Double = 4
    var partSizes: ClosedRange<Int64> = 4 << 20...64 << 20

    /// What downloads go by; tests put others in its place.
    @TaskLocal static var current = SplitLimits()

    /// Parts that may lie ahead of what is whole, under way or not.
    var slots: Int { 2 * connections }

    func partSize(at speed: Double) -> Int64 {
        let size = min(max(speed * secondsPerPart, Double(partSizes.lowerBound)), Double(partSizes.upperBound))
        return Int64(size)
    }
}

/// Watches how fast one connection is.
struct SpeedWatch {
    private let limits: SplitLimits
    private var start = ContinuousClock.now
    private var bytes = 0

    init(_ limits: SplitLimits) { self.limits = limits }

    /// Counts bytes that came.
    ///
    /// - Returns: Bytes in a second if they were too few for a while, else nil.
    mutating func slowness(after count: Int) -> Double? {
        bytes += count
        let now = ContinuousClock.now
        let elapsed = now - start
        guard elapsed >= limits.watch else { return nil }
        let speed = Double(bytes) / max(elapsed / .seconds(1), 1e-3)
        start = now
        bytes = 0
        return speed < limits.enough ? speed : nil
    }
}
