extension Timestamp {
    /// From a moment as RFC 3339 writes it: `2026-01-31T23:59:59.123Z`, with any number of digits of a second, and
    /// with `Z` or an offset such as `+02:00`. What is finer than a millisecond is dropped. A date alone is its
    /// beginning in UTC, and so is a moment without an offset. Nil for anything else.
    public init?(iso8601 text: some StringProtocol) {
        var reader = Digits(rest: Substring(text).utf8)
        guard let year = reader.number(4), reader.skip("-"), let month = reader.number(2), reader.skip("-"),
            let day = reader.number(2), (1...12).contains(month), (1...31).contains(day)
        else { return nil }
        let days = Self.days(year, month, day)
        // Days that a month doesn't have would come out as another date.
        guard Timestamp(milliseconds: days * 86_400_000).iso8601.utf8.prefix(10).elementsEqual(text.utf8.prefix(10))
        else { return nil }
        guard !reader.rest.isEmpty else {
            self.init(milliseconds: days * 86_400_000)
            return
        }
        guard reader.skip("T") || reader.skip("t") || reader.skip(" "), let hour = reader.number(2), reader.skip(":"),
            let minute = reader.number(2), hour < 24, minute < 60
        else { return nil }
        var second: Int64 = 0
        if reader.skip(":") {
            // A leap second counts as the one behind it.
            guard let number = reader.number(2), number <= 60 else { return nil }
            second = number
        }
        var milliseconds: Int64 = 0
        if reader.skip(".") {
            guard let fraction = reader.fraction() else { return nil }
            milliseconds = fraction
        }
        guard let offset = reader.offset(), reader.rest.isEmpty else { return nil }
        let minutes = days * 1440 + hour * 60 + minute - offset
        self.init(milliseconds: (minutes * 60 + second) * 1000 + milliseconds)
    }

    /// Days from 1970-01-01 to a date, with years counted from March (the inverse of `civil`).
    private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        // Before 1970 the division must round down; the year 0 is the first that four digits can write.
        let fromMarch = month <= 2 ? year - 1 : year
        let era = (fromMarch >= 0 ? fromMarch : fromMarch - 399) / 400
        let yearOfEra = fromMarch - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }
}

/// Reads the parts of a moment one after another.
private struct Digits {
    var rest: Substring.UTF8View

    mutating func skip(_ mark: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: mark) else { return false }
        rest.removeFirst()
        return true
    }

    mutating func number(_ width: Int) -> Int64? {
        let digits = rest.prefix(width)
        guard digits.count == width, digits.allSatisfy(Self.isDigit) else { return nil }
        rest.removeFirst(width)
        return digits.reduce(0) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) }
    }

    /// Milliseconds from the digits behind the point.
    mutating func fraction() -> Int64? {
        let digits = rest.prefix(while: Self.isDigit)
        guard !digits.isEmpty else { return nil }
        rest.removeFirst(digits.count)
        var milliseconds: Int64 = 0
        var weight: Int64 = 100
        for digit in digits.prefix(3) {
            milliseconds += Int64(digit - UInt8(ascii: "0")) * weight
            weight /= 10
        }
        return milliseconds
    }

    /// Minutes by which the clock is ahead of UTC.
    mutating func offset() -> Int64? {
        if rest.isEmpty || skip("Z") || skip("z") { return 0 }
        let isBehind = rest.first == UInt8(ascii: "-")
        guard skip("+") || skip("-"), let hours = number(2), hours < 24 else { return nil }
        // `+0200` is written as well.
        _ = skip(":")
        let minutes: Int64
        if rest.isEmpty {
            minutes = 0
        } else {
            guard let number = number(2), number < 60 else { return nil }
            minutes = number
        }
        let total = hours * 60 + minutes
        return isBehind ? -total : total
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
