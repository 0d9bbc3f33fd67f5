import Foundation

/// The processor time of a thread, which other work on the machine does not lengthen as it does a clock's time.
enum ProcessorTime {
    /// What the calling thread spends on `work`. Not for work that others do on its behalf.
    static func measure(_ work: () -> Void) -> Duration {
        let start = now
        work()
        return now - start
    }

    private static var now: Duration {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}
