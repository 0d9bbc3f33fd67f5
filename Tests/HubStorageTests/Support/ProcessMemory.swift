import Foundation

/// How much memory this process uses.
enum ProcessMemory {
    /// The highest amount so far, in bytes.
    static func peak() -> Int {
        var usage = rusage()
        #if canImport(Darwin)
            getrusage(RUSAGE_SELF, &usage)
            return Int(usage.ru_maxrss)
        #else
            getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
            return Int(usage.ru_maxrss) << 10
        #endif
    }
}
