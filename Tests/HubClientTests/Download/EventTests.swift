import Synchronization
import Testing

@testable import HubClient

/// What a slow listener hears.
@Suite struct EventTests {
    private static func bytes(_ file: String, _ count: Int64) -> TransferEvent {
        .bytes(file: file, completed: count, total: 100)
    }

    @Test func onlyTheLatestBytesOfAFileWait() throws {
        let queue = EventQueue()
        queue.add(.planned(files: 2, bytes: 200))
        queue.add(Self.bytes("a", 1))
        queue.add(Self.bytes("b", 1))
        queue.add(Self.bytes("a", 2))
        queue.add(.restarted(file: "a", reason: "why"))
        queue.add(Self.bytes("a", 3))
        queue.add(Self.bytes("a", 4))
        queue.finish(nil)
        queue.add(Self.bytes("a", 5))
        var heard: [TransferEvent] = []
        while let event = try queue.next() { heard.append(event) }
        #expect(
            heard == [
                .planned(files: 2, bytes: 200), Self.bytes("a", 2), Self.bytes("b", 1),
                .restarted(file: "a", reason: "why"), Self.bytes("a", 4),
            ])
    }

    @Test func bytesThatWereTakenAreNotChangedAnyMore() throws {
        let queue = EventQueue()
        queue.add(Self.bytes("a", 1))
        queue.add(Self.bytes("b", 1))
        #expect(try queue.next() == Self.bytes("a", 1))
        queue.add(Self.bytes("a", 2))
        #expect(try queue.next() == Self.bytes("b", 1))
        #expect(try queue.next() == Self.bytes("a", 2))
        queue.finish(HubError(.network, "broken"))
        do {
            _ = try queue.next()
            Issue.record("no error")
        } catch {
            #expect(error.kind == .network)
        }
        #expect(try queue.next() == nil)
    }

    @Test func progressNeverGoesBack() {
        let heard = Mutex([TransferEvent]())
        let meter = ProgressMeter(file: "a", total: 10) { event in heard.withLock { $0.append(event) } }
        meter.report(3)
        meter.report(5, isLast: true)
        meter.restarted("why")
        meter.report(0, total: 8, isLast: true)
        meter.report(5, isLast: true)
        meter.report(6, isLast: true)
        #expect(
            heard.withLock { $0 } == [
                .bytes(file: "a", completed: 3, total: 10), .bytes(file: "a", completed: 5, total: 10),
                .restarted(file: "a", reason: "why"), .bytes(file: "a", completed: 6, total: 10),
            ])
    }

    @Test func aListenerHearsEverythingBeforeTheCallReturns() async throws {
        let heard = Mutex(0)
        let result = try await EventRelay.run({ _ in heard.withLock { $0 += 1 } }) { tell in
            for number in 0..<100 { tell?(.restarted(file: "\(number)", reason: "")) }
            return 7
        }
        #expect(result == 7 && heard.withLock { $0 } == 100)
    }
}
