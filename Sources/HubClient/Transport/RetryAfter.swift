/// The header `Retry-After` (RFC 9110 § 10.2.3): seconds, or a date.
enum RetryAfter {
    /// Seconds; what is longer is taken as this, a year.
    static let most = 31_536_000

    /// - Parameter now: Seconds since 1970.
    static func duration(_ text: String, now: Double) -> Duration? {
        let text = text.trimmingPrefix { $0.isWhitespace }.filter { $0 != "\r" }
        if let seconds = Double(text), seconds.isFinite, seconds >= 0 {
            return .milliseconds(Int64(min(seconds, Double(most)) * 1000))
        }
        guard let date = secondsSince1970(text) else { return nil }
        return .milliseconds(Int64(max(0, min(date - now, Double(most))) * 1000))
    }

    /// From `Sun, 06 Nov 1994 08:49:37 GMT`, the one form that is still written.
    static func secondsSince1970(_ text: some StringProtocol) -> Double? {
        let parts = text.split { $0 == " " || $0 == "," }
        guard parts.count == 6, parts[5] == "GMT", let day = Int(parts[1]), let year = Int(parts[3]) else { return nil }
        let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        guard let month = names.firstIndex(of: String(parts[2])), (1...31).contains(day), (1970...9999).contains(year)
        else { return nil }
        let clock = parts[4].split(separator: ":").compactMap { Int($0) }
        guard clock.count == 3, (0..<24).contains(clock[0]), (0..<60).contains(clock[1]), (0...60).contains(clock[2])
        else { return nil }
        let days = days(year: year, month: month + 1, day: day)
        return Double(days * 86_400 + clock[0] * 3600 + clock[1] * 60 + clock[2])
    }

    /// Days since 1970-01-01 of a Gregorian date; years are counted from March, so that the leap day comes last.
    private static func days(year: Int, month: Int, day: Int) -> Int {
        let year = month > 2 ? year : year - 1
        let era = year / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}
