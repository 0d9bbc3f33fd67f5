import Testing

@testable import HubStorage

/// The library that PostgreSQL is talked to with.
@Suite struct LibPQTests {
    @Test func saysWhatIsMissing() {
        let absent = #expect(throws: DatabaseError.self) { try LibPQ(names: ["libno-such-thing.so.5"]) }
        #expect(absent?.code == .unavailable && absent?.message.contains("libpq5") == true)
        // A library, but another one.
        let other = #expect(throws: DatabaseError.self) { try LibPQ(names: ["libno-such-thing.so.5"] + Self.others) }
        #expect(other?.code == .unavailable && other?.message.contains("no PQ") == true)
    }

    private static let others = ["libz.so.1", "libz.1.dylib"]
}
