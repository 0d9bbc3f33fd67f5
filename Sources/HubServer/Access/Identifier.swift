import HubAPI

/// Row ids: 63 bits, milliseconds since 2024 above 22 random bits, so that any node makes them without asking and
/// new rows land together in an index. A clash fails on the primary key and stores nothing.
enum Identifier {
    static func make(at now: Timestamp = .now) -> Int64 {
        first(at: now) | Int64.random(in: 0..<(1 << 22))
    }

    /// The smallest id of a row made at that time.
    static func first(at time: Timestamp) -> Int64 {
        max(time.milliseconds - 1_704_067_200_000, 0) << 22
    }

    /// The 24 hex digits by which answers name a row.
    static func `public`(_ id: Int64, createdAt: Timestamp) -> String {
        hex(UInt64(truncatingIfNeeded: createdAt.milliseconds / 1000), digits: 8)
            + hex(UInt64(bitPattern: id), digits: 16)
    }

    private static func hex(_ value: UInt64, digits: Int) -> String {
        let text = String(value, radix: 16)
        return String(repeating: "0", count: max(0, digits - text.count)) + text.suffix(digits)
    }
}
