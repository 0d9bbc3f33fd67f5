/// Prints the best rate of several runs of `body`, each over `bytes` bytes, as a line `name<TAB>GiB/s`.
///
/// - Parameter seconds: How long to go on; there are at least three runs.
func measure(_ name: String, bytes: Int, seconds: Double = 0.5, _ body: () -> Void) {
    let clock = ContinuousClock()
    let start = clock.now
    var best = Duration.seconds(3600)
    var runs = 0
    while runs < 3 || clock.now - start < .seconds(seconds) {
        best = min(best, clock.measure(body))
        runs += 1
    }
    let rate = Double(bytes) / (best / .seconds(1)) / Double(1 << 30)
    print("\(name)\t\((rate * 100).rounded() / 100)")
}
