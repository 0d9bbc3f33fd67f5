import HTTPTypes
import Testing

@testable import HubClient

@Suite struct PagesTests {
    /// Reads at most ten pages.
    private func read(_ answers: [TransportResponse], from path: String = "/api/models") async
        -> (bodies: [String], error: HubError?, asked: [String])
    {
        let transport = ScriptedTransport(answers.map { .success($0) })
        var first = HubCall(.get, .path(path))
        first.query = [(name: "limit", value: "2")]
        var bodies: [String] = []
        do throws(HubError) {
            for try await page in Pages(session: .scripted(transport), first: first) {
                bodies.append(String(decoding: page.body, as: UTF8.self))
                if bodies.count == 10 { break }
            }
            return (bodies, nil, transport.asked)
        } catch {
            return (bodies, error, transport.asked)
        }
    }

    private func page(_ body: String, next: String? = nil) -> TransportResponse {
        .answer(200, next.map { [("Link", "<\($0)>; rel=\"next\"")] } ?? [], body)
    }

    @Test func followsLinksWithParametersOnTheFirstPageOnly() async {
        let (bodies, error, asked) = await read([
            page("1", next: "http://hub.test/api/models?limit=2&cursor=a%2Cb"), page("2", next: "/api/models?cursor=c"),
            page("3"),
        ])
        #expect(error == nil)
        #expect(bodies == ["1", "2", "3"])
        #expect(
            asked == [
                "GET http://hub.test/api/models?limit=2", "GET http://hub.test/api/models?limit=2&cursor=a%2Cb",
                "GET http://hub.test/api/models?cursor=c",
            ])
    }

    @Test(arguments: [
        "http://evil.test/api", "https://hub.test/api", "http://hub.test:81/api", "//evil.test/x", "mailto:x",
    ])
    func refusesOtherServersAfterThePageIsRead(link: String) async {
        let (bodies, error, asked) = await read([page("1", next: link), page("2")])
        #expect(bodies == ["1"])
        #expect(error?.kind == .decoding)
        #expect(asked.count == 1)
    }

    @Test(arguments: ["http://hub.test/api/models?limit=2", "/api/models?limit=2", "?limit=2"])
    func refusesAPageThatLeadsToItself(link: String) async {
        let (bodies, error, asked) = await read([page("1", next: link)])
        #expect(bodies == ["1"])
        #expect(error?.kind == .decoding)
        #expect(asked.count == 1)
    }

    @Test func refusesLongerCircles() async {
        let (bodies, error, _) = await read([
            page("1", next: "?p=2"), page("2", next: "?p=3"), page("3", next: "?p=2"), page("4"),
        ])
        #expect(bodies == ["1", "2", "3"])
        #expect(error?.message == "The link to the next page leads back to one that was read")
    }

    @Test func asksForNoPageThatNobodyWants() async throws {
        let transport = ScriptedTransport([.success(page("1", next: "?p=2"))])
        for try await _ in Pages(session: .scripted(transport), first: HubCall(.get, .path("/x"))) { break }
        #expect(transport.asked.count == 1)
    }

    @Test func endsAfterAnError() async throws {
        let transport = ScriptedTransport([.success(.answer(404))])
        var pages = Pages(session: .scripted(transport), first: HubCall(.get, .path("/x"))).makeAsyncIterator()
        await #expect(throws: HubError.self) { _ = try await pages.next() }
        #expect(try await pages.next() == nil)
    }
}
