/// Which answers a fault spoils.
struct FaultRule: Sendable {
    let method: String?
    let pattern: String
    let from: Int
    let times: Int?
    let fault: Fault
    var seen = 0

    init(method: String?, pattern: String, from: Int, times: Int?, fault: Fault) {
        self.method = method
        self.pattern = pattern
        self.from = from
        self.times = times
        self.fault = fault
    }

    /// Counts the request if it matches, and says whether it is to be spoilt.
    mutating func spoils(_ request: FaultRequest) -> Bool {
        guard Self.matches(request, method: method, pattern: pattern) else { return false }
        seen += 1
        guard seen >= from else { return false }
        return times.map { seen < from + $0 } ?? true
    }

    static func matches(_ request: FaultRequest, method: String?, pattern: String) -> Bool {
        guard method == nil || method == request.method else { return false }
        if pattern.isEmpty { return true }
        guard let expression = try? Regex(pattern) else { return false }
        return request.target.firstMatch(of: expression) != nil
    }
}
