import HTTPTypes
import NIOCore
import Testing

@testable import HubClient

@Suite struct RepeatTests {
    private let broken = Result<TransportResponse, TransportError>.failure(TransportError(.closed, "broken"))

    @Test func sendsAgainUntilItWorks() async throws {
        let clock = TestClock()
        let transport = ScriptedTransport([
            .success(.answer(503)), broken, .success(.answer(429, [("Retry-After", "3")])),
            .success(.answer(200, [], "x")),
        ])
        let answer = try await HubSession.scripted(transport, clock: clock.clock()).answer(HubCall(.get, .path("/a")))
        #expect(answer.body == [UInt8(ascii: "x")])
        #expect(clock.waits == [.milliseconds(250), .milliseconds(500), .seconds(3)])
        #expect(transport.asked.count == 4)
        // Each is a request of its own in the hub's log.
        #expect(Set(transport.requests.map { $0["X-Request-Id"] }).count == 4)
    }

    @Test func givesUpAfterTheConfiguredNumber() async {
        let transport = ScriptedTransport([.success(.answer(502))])
        let session = HubSession.scripted(transport) { $0.retries = 2 }
        let error = await session.failure(HubCall(.get, .path("/a")))
        #expect(error?.kind == .server)
        #expect(error?.status == 502)
        #expect(transport.asked.count == 3)
    }

    @Test func readsAWholeAnswerAnewWhenItsBodyBreaks() async throws {
        let transport = ScriptedTransport([
            .success(.answer(200, [], [[1, 2]], breaksWith: TransportError(.closed, "broken"))),
            .success(.answer(200, [], [[1, 2], [3]])),
        ])
        let answer = try await HubSession.scripted(transport).answer(HubCall(.get, .path("/a")))
        #expect(answer.body == [1, 2, 3])
    }

    /// What has been handed on can't be taken back.
    @Test func handsABreakInAStreamOn() async throws {
        let transport = ScriptedTransport([
            .success(.answer(200, [], [[1, 2]], breaksWith: TransportError(.timeout, "slow")))
        ])
        let stream = try await HubSession.scripted(transport).stream(HubCall(.get, .path("/a")))
        var chunks = stream.body.makeAsyncIterator()
        #expect(try await chunks.next()?.readableBytes == 2)
        let error = await #expect(throws: HubError.self) { _ = try await chunks.next() }
        #expect(error?.kind == .timeout)
        #expect(error?.request == "GET http://hub.test/a")
        #expect(transport.asked.count == 1)
    }

    @Test func sendsNothingTwiceThatTheHubMayHaveActedOn() async {
        let transport = ScriptedTransport([broken])
        var call = HubCall(.post, .path("/a"))
        call.repeats = .ifNotBegun
        let error = await HubSession.scripted(transport).failure(call)
        #expect(error?.kind == .network)
        #expect(transport.asked.count == 1)
    }

    @Test func tellsOfLongWaitsAtOnce() async {
        let clock = TestClock()
        let transport = ScriptedTransport([.success(.answer(429, [("RateLimit", "\"api\";r=0;t=301")]))])
        let error = await HubSession.scripted(transport, clock: clock.clock()).failure(HubCall(.get, .path("/a")))
        #expect(error?.kind == .rateLimited(retryAfter: .seconds(301)))
        #expect(error?.suggestion == "Try again in 6 minutes")
        #expect(clock.waits.isEmpty)
    }

    @Test func acceptedStatusesAreAnswers() async throws {
        let transport = ScriptedTransport([.success(.answer(503, [], "busy"))])
        let stream = try await HubSession.scripted(transport).stream(HubCall(.get, .path("/a")), accepting: [503])
        #expect(stream.status == 503)
        #expect(transport.asked.count == 1)
    }

    @Test func cancellationEndsAWait() async throws {
        let transport = ScriptedTransport([.success(.answer(503))])
        let started = AsyncStream<Void>.makeStream()
        let clock = HubClock(
            now: { 0 },
            sleep: { _ in
                started.continuation.yield()
                try await Task.sleep(for: .seconds(3600))
            }, chance: { 0 })
        let session = HubSession.scripted(transport, clock: clock)
        let task = Task { await session.failure(HubCall(.get, .path("/a"))) }
        for await _ in started.stream { break }
        task.cancel()
        #expect(await task.value?.kind == .cancelled)
    }

    @Test func refusesBodiesBeyondTheLimit() async {
        let transport = ScriptedTransport([.success(.answer(200, [], [[1, 2, 3], [4]]))])
        let session = HubSession.scripted(transport)
        await #expect(throws: HubError.self) { try await session.answer(HubCall(.get, .path("/a")), limit: 3) }
        #expect(transport.asked.count == 1)
        await #expect(throws: Never.self) { try await session.answer(HubCall(.get, .path("/a")), limit: 4) }
    }
}
