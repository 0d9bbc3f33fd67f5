import HubAPI
import HubClient

/// A condition on what the cache has, as `hf cache ls --filter` takes it: `size>1GB`, `accessed>7d`, `type=model`.
struct CacheFilter {
    private enum Comparison: String, CaseIterable {
        // The longer ones first, for they begin like the shorter ones.
        case equalTo = "==", notEqual = "!=", atLeast = ">=", atMost = "<=", greater = ">", less = "<", equal = "="

        func holds(_ left: Int64, _ right: Int64) -> Bool {
            switch self {
            case .equal, .equalTo: left == right
            case .notEqual: left != right
            case .atLeast: left >= right
            case .atMost: left <= right
            case .greater: left > right
            case .less: left < right
            }
        }
    }

    private enum Condition {
        case size(Comparison, Int64)
        /// Seconds since then.
        case accessed(Comparison, Int64)
        case modified(Comparison, Int64)
        case type(String)
        case ref(String)
    }

    /// What is wrong with a condition.
    struct Problem: Error, CustomStringConvertible {
        let description: String
    }

    private let condition: Condition

    init(_ text: String) throws(Problem) {
        guard let place = text.firstIndex(where: { "=!<>".contains($0) }),
            let comparison = Comparison.allCases.first(where: { text[place...].hasPrefix($0.rawValue) })
        else { throw Problem(description: "\"\(text)\" has no comparison such as > or =") }
        let key = text[..<place].trimming { $0 == " " }.lowercased()
        let value = text[place...].dropFirst(comparison.rawValue.count).trimming { $0 == " " }
        guard !value.isEmpty else { throw Problem(description: "\"\(text)\" compares with nothing") }
        switch key {
        case "size": condition = .size(comparison, try Quantity.bytes(value))
        case "accessed": condition = .accessed(comparison, try Quantity.seconds(value))
        case "modified": condition = .modified(comparison, try Quantity.seconds(value))
        case "type", "refs":
            guard comparison == .equal else { throw Problem(description: "\(key) can be compared by = only") }
            condition = key == "type" ? .type(value.lowercased()) : .ref(value.lowercased())
        default: throw Problem(description: "\"\(key)\" is not size, accessed, modified, type or refs")
        }
    }

    func holds(_ entry: CacheEntry, _ now: Timestamp) -> Bool {
        func age(_ time: Timestamp) -> Int64 { (now.milliseconds - time.milliseconds) / 1000 }
        switch condition {
        case .size(let comparison, let size): return comparison.holds(entry.size, size)
        case .accessed(let comparison, let seconds): return comparison.holds(age(entry.repo.lastAccessed), seconds)
        case .modified(let comparison, let seconds): return comparison.holds(age(entry.lastModified), seconds)
        case .type(let type): return entry.repo.type == type
        case .ref(let ref): return entry.refs.contains { $0.lowercased() == ref }
        }
    }
}

/// Numbers with a unit, as `hf` reads them.
enum Quantity {
    /// `10MB`: powers of 1,000.
    static func bytes(_ text: String) throws(CacheFilter.Problem) -> Int64 {
        try parse(
            text,
            [
                "k": 1_000, "kb": 1_000, "m": 1_000_000, "mb": 1_000_000, "g": 1_000_000_000, "gb": 1_000_000_000,
                "t": 1_000_000_000_000, "tb": 1_000_000_000_000, "p": 1_000_000_000_000_000,
                "pb": 1_000_000_000_000_000, "b": 1,
            ])
    }

    /// `7d`: months of 30 and years of 365 days.
    static func seconds(_ text: String) throws(CacheFilter.Problem) -> Int64 {
        try parse(
            text,
            ["s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800, "mo": 2_592_000, "y": 31_536_000])
    }

    private static func parse(_ text: String, _ units: [String: Int64]) throws(CacheFilter.Problem) -> Int64 {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let unit = text.dropFirst(digits.count).trimming { $0 == " " }.lowercased()
        guard let number = Int64(digits), let factor = unit.isEmpty ? 1 : units[unit] else {
            let known = units.keys.sorted().joined(separator: ", ")
            throw CacheFilter.Problem(description: "\"\(text)\" is not a number with a unit of \(known)")
        }
        let (product, isTooLarge) = number.multipliedReportingOverflow(by: factor)
        guard !isTooLarge else { throw CacheFilter.Problem(description: "\"\(text)\" is too large") }
        return product
    }
}
