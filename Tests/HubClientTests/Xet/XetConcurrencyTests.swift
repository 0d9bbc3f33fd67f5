import NIOCore
import Synchronization
import Testing
import Xet

@testable import HubClient

@Suite("What Xet downloads share", .timeLimit(.minutes(2)))
struct XetConcurrencyTests {
    @Test("Permits go to whom came first")
    func permits() async throws {
        let permits = Permits(10)
        #expect(permits.takeIfFree(8))
        let order = Watched<[Int]>([])
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await permits.take(5)
                order.update { $0.append(5) }
            }
            while permits.waiting < 1 { await Task.yield() }
            group.addTask {
                try await permits.take(1)
                order.update { $0.append(1) }
            }
            while permits.waiting < 2 { await Task.yield() }
            // Two are free, but others came first.
            #expect(!permits.takeIfFree(1))
            #expect(order.update { $0 } == [])
            permits.give(3)
            while order.update({ $0.isEmpty }) { await Task.yield() }
            #expect(order.update { $0 } == [5])
            permits.give(1)
            try await group.waitForAll()
        }
        #expect(order.update { $0 } == [5, 1])
        #expect(permits.free == 0)
    }

    @Test("A cancelled wait for permits ends at once, takes none, and lets others pass")
    func cancelledPermits() async throws {
        let permits = Permits(2)
        #expect(permits.takeIfFree(1))
        let large = Task { try await permits.take(2) }
        while permits.waiting < 1 { await Task.yield() }
        let small = Task { try await permits.take(1) }
        while permits.waiting < 2 { await Task.yield() }
        large.cancel()
        try await small.value
        let error = try await #require(throws: HubError.self) { try await large.value }
        #expect(error.kind == .cancelled)
        permits.give(2)
        #expect(permits.free == 2)
        let before = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            try await permits.take(1)
        }
        await #expect(throws: HubError.self) { try await before.value }
        #expect(permits.free == 2)
    }

    @Test("Who waits for a value sees each change, and a cancellation at once")
    func watched() async throws {
        let number = Watched(0)
        let waiting = Task { try await number.wait { $0 >= 1000 ? $0 : nil } }
        for _ in 0..<1000 { number.update { $0 += 1 } }
        #expect(try await waiting.value == 1000)
        let forever = Task { try await number.wait { $0 < 0 ? $0 : nil } }
        forever.cancel()
        let error = try await #require(throws: HubError.self) { try await forever.value }
        #expect(error.kind == .cancelled)
    }

    @Test("No more bytes are fetched ahead than there is memory for")
    func memory() async throws {
        var content = XetContent(chunksPerXorb: 2)
        let file = try content.add(XetBytes.random(4_000_000))
        let served = Mutex(0)
        let servers = XetServers(content) { request, _ in
            guard request.url.hasPrefix(XetServers.data), let range = XetServers.byteRange(request) else { return nil }
            served.withLock { $0 += range.count }
            return nil
        }
        let limits = XetLimits(window: 500_000, memory: 2_400_000, requests: 2, plansAhead: 8)
        let download = XetDownload(session: servers.session(), limits: limits)
        var delivered = 0
        var ahead = 0
        try await download.download(file.reference) { piece in
            // As long as nothing is delivered, all that may be fetched is.
            for _ in 0..<200 { await Task.yield() }
            ahead = max(ahead, served.withLock { $0 } - delivered)
            delivered += piece.readableBytes
        }
        #expect(delivered == 4_000_000)
        // Chunks that lie across two windows come twice.
        let twice = served.withLock { $0 } - delivered
        #expect(ahead <= 2_400_000 + twice)
        #expect(twice < 1_000_000)
        #expect(ahead > 1_000_000)
    }

    @Test("Downloads that together want more memory than there is all end")
    func together() async throws {
        var content = XetContent(chunksPerXorb: 3)
        let files = try (0..<6).map { try content.add(XetBytes.random(800_000, seed: 100 + $0)) }
        let servers = XetServers(content)
        // Less than one window takes: each has to wait until it can have all.
        let limits = XetLimits(window: 300_000, memory: 400_000, requests: 2)
        let download = XetDownload(session: servers.session(), limits: limits)
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for file in files {
                group.addTask { try await download.bytes(file.reference, provesHash: true) == file.bytes }
            }
            for try await isRight in group { #expect(isRight) }
        }
        #expect(download.freeMemory == 400_000)
    }

    @Test("A cancelled download ends although nothing comes any more, and gives its memory back")
    func cancelled() async throws {
        var content = XetContent(chunksPerXorb: 2)
        let file = try content.add(XetBytes.random(2_000_000))
        let isStuck = Mutex(false)
        let servers = XetServers(content) { request, state in
            guard request.url.hasPrefix(XetServers.data), let range = XetServers.byteRange(request) else { return nil }
            isStuck.withLock { $0 = true }
            let silence = AsyncThrowingStream<ByteBuffer, any Error> { _ in }
            return TransportResponse(
                status: 206, headers: XetServers.partHeaders(range, of: 5_000_000), body: TransportBody(silence))
        }
        let limits = XetLimits(window: 300_000, memory: 2_000_000, requests: 2)
        let download = XetDownload(session: servers.session(), limits: limits)
        let task = Task { try await download.bytes(file.reference) }
        while !isStuck.withLock({ $0 }) { await Task.yield() }
        for _ in 0..<1000 { await Task.yield() }
        #expect((1...2).contains(servers.requests(to: XetServers.data).count))
        task.cancel()
        let error = try await #require(throws: HubError.self) { _ = try await task.value }
        #expect(error.kind == .cancelled)
        #expect(download.freeMemory == 2_000_000)
    }
}
