import Testing
import Xet

@testable import HubClient

@Suite("Xet reconstructions of a CAS")
struct XetPlanTests {
    private static let first = String(repeating: "1", count: 64)
    private static let second = String(repeating: "2", count: 64)

    private static func term(
        _ hash: String = first, _ chunks: Range<Int64> = 0..<2, length: Int64 = 100
    ) -> XetPlanWire.Term {
        XetPlanWire.Term(hash: hash, length: length, chunks: span(chunks.lowerBound, chunks.upperBound))
    }

    private static func part(
        _ hash: String = first, _ chunks: Range<Int64> = 0..<2, bytes: ClosedRange<Int64> = 0...80,
        url: String = "https://data.test/x"
    ) -> XetPlanWire.Part {
        XetPlanWire.Part(
            hash: hash, chunks: span(chunks.lowerBound, chunks.upperBound),
            bytes: span(bytes.lowerBound, bytes.upperBound), url: url)
    }

    private static func span(_ start: Int64, _ end: Int64) -> XetPlanWire.Span { .init(start: start, end: end) }

    @Test("Terms find the part that holds their chunks; parts that nobody needs are left out")
    func parts() throws {
        let wire = XetPlanWire(
            offset: 10,
            terms: [Self.term(Self.second, 4..<6), Self.term(Self.first, 1..<2), Self.term(Self.second, 5..<6)],
            parts: [
                Self.part(Self.first, 5..<9), Self.part(Self.second, 3..<7), Self.part(Self.first, 0..<2),
                Self.part(Self.second, 0..<1),
            ])
        let plan = try XetPlan(wire, length: 280)
        #expect(plan.offset == 10)
        #expect(plan.terms.map(\.fetch) == [0, 1, 0])
        #expect(plan.terms.map(\.chunks) == [4..<6, 1..<2, 5..<6])
        #expect(plan.fetches.map(\.chunks) == [3..<7, 0..<2])
        #expect(plan.fetches.map(\.bytes) == [0..<81, 0..<81])
    }

    @Test(
        "What can't be right is refused",
        arguments: [
            XetPlanWire(offset: 0, terms: [], parts: []),
            XetPlanWire(offset: 0, terms: [term()], parts: []),
            XetPlanWire(offset: 0, terms: [term(length: 99)], parts: [part()]),
            XetPlanWire(offset: 0, terms: [term(), term()], parts: [part()]),
            XetPlanWire(offset: -1, terms: [term(length: 101)], parts: [part()]),
            XetPlanWire(offset: 1, terms: [term()], parts: [part()]),
            XetPlanWire(offset: 100, terms: [term(), term()], parts: [part()]),
            XetPlanWire(offset: .max, terms: [term()], parts: [part()]),
            XetPlanWire(offset: 0, terms: [term("x")], parts: [part()]),
            XetPlanWire(offset: 0, terms: [term(second)], parts: [part()]),
            XetPlanWire(offset: 0, terms: [term(first, 1..<3)], parts: [part()]),
            XetPlanWire(offset: 0, terms: [term(length: 0)], parts: [part()]),
            XetPlanWire(offset: 0, terms: [term(length: -5), term(length: 105)], parts: [part()]),
            XetPlanWire(offset: 0, terms: [term(length: .max)], parts: [part()]),
            XetPlanWire(offset: 0, terms: [term(length: 2 * 131_072 + 1)], parts: [part()]),
            XetPlanWire(offset: 0, terms: [.init(hash: first, length: 100, chunks: span(2, 2))], parts: [part()]),
            XetPlanWire(offset: 0, terms: [.init(hash: first, length: 100, chunks: span(2, 1))], parts: [part()]),
            XetPlanWire(offset: 0, terms: [.init(hash: first, length: 100, chunks: span(-1, 1))], parts: [part()]),
            XetPlanWire(offset: 0, terms: [term()], parts: [part("x")]),
            XetPlanWire(offset: 0, terms: [term()], parts: [part(first, 0..<8193)]),
            XetPlanWire(offset: 0, terms: [term()], parts: [part(bytes: -1...80)]),
            XetPlanWire(offset: 0, terms: [term()], parts: [part(bytes: 0...16)]),
            XetPlanWire(offset: 0, terms: [term()], parts: [part(bytes: 0...600_000)]),
            XetPlanWire(offset: 0, terms: [term()], parts: [part(bytes: .max - 80 ... .max)]),
            XetPlanWire(offset: 0, terms: [term()], parts: [part(url: "file:///etc/passwd")]),
            XetPlanWire(offset: 0, terms: [term()], parts: [part(url: "/relative")]),
            XetPlanWire(offset: 0, terms: [term()], parts: [part(url: "https://a/\r\nX: y")]),
            XetPlanWire(offset: 0, terms: [term()], parts: [part(url: "https://")]),
        ])
    func refused(wire: XetPlanWire) throws {
        let error = try #require(throws: HubError.self) { _ = try XetPlan(wire, length: 100) }
        #expect(error.kind == .decoding)
    }

    @Test("The same answer passes without the fault")
    func passes() throws {
        let plan = try XetPlan(XetPlanWire(offset: 0, terms: [Self.term()], parts: [Self.part()]), length: 100)
        #expect(plan.fetches.count == 1)
    }

    @Test(
        "JSON that isn't a reconstruction is an error that names the place",
        arguments: [
            ("[]", "the whole"), ("{\"terms\":[]}", "xorbs"), ("{\"xorbs\":{}}", "terms"),
            ("{\"xorbs\":{},\"terms\":[{\"hash\":\"a\",\"range\":{\"start\":0,\"end\":1}}]}", "unpacked_length"),
            ("{\"xorbs\":{\"a\":[{\"url\":5,\"ranges\":[]}]},\"terms\":[]}", "url"),
            ("{\"xorbs\":{},\"terms\":[],\"offset_into_first_range\":\"x\"}", "offset_into_first_range"),
            ("nonsense", "not JSON"),
        ])
    func json(text: String, place: String) async throws {
        var content = XetContent()
        let file = try content.add(XetBytes.random(10_000))
        let servers = XetServers(content) { request, _ in
            request.url.contains("/reconstructions/") ? XetServers.text(200, text) : nil
        }
        let error = try await #require(throws: HubError.self) {
            _ = try await XetDownload(session: servers.session()).bytes(file.reference)
        }
        #expect(error.kind == .decoding)
        #expect(error.message.contains(place))
    }
}
