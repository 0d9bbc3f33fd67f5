import Foundation
import HubAPI
import Testing

@testable import HubServer

@Suite("Embedding client")
struct EmbeddingClientTests {
    @Test(arguments: [
        ("http://h:1", "http://h:1/v1/embeddings"), ("https://h/", "https://h/v1/embeddings"),
        ("http://h/v1", "http://h/v1/embeddings"), ("http://h/api//", "http://h/api/v1/embeddings"),
        ("http://[::1]:80/v1/", "http://[::1]:80/v1/embeddings"),
    ])
    func address(_ base: String, _ url: String) throws {
        #expect(try EmbeddingConfiguration(baseURL: base, model: "m").url == url)
    }

    @Test(arguments: [
        "", "h:1", "ftp://h", "file:///etc/passwd", "http://", "http://u:p@h", "http://h?x=1", "http://h#x",
        "http://h h",
    ])
    func badAddress(_ base: String) {
        #expect(throws: EmbeddingConfiguration.Invalid.self) {
            try EmbeddingConfiguration(baseURL: base, model: "m")
        }
    }

    @Test func badModelAndKey() {
        for (model, key) in [("", nil), ("m\0", nil), ("m", ""), ("m", "a b"), ("m", "a\r\nX: y"), ("m", "é")] {
            #expect(throws: EmbeddingConfiguration.Invalid.self) {
                try EmbeddingConfiguration(baseURL: "http://h", model: model, key: key)
            }
        }
    }

    @Test("nothing that is printed holds the key")
    func secrecy() async throws {
        let configuration = try EmbeddingConfiguration(baseURL: "http://h", model: "m", key: "sesame")
        var dumped = ""
        dump(configuration, to: &dumped)
        for text in ["\(configuration)", String(reflecting: configuration), "\([configuration])", dumped] {
            #expect(!text.contains("sesame"))
        }
        let endpoint = FakeEmbeddings()
        endpoint.mood = .answers(status: 401, body: "Incorrect key provided: sesame")
        let client = try EmbeddingClient.fake(endpoint, key: "sesame")
        let error = await #expect(throws: EmbeddingError.self) { try await client.embed(["x"]) }
        #expect(error.map { "\($0)" }?.contains("sesame") == false)
        #expect(endpoint.requests.first?.key == "sesame")
    }

    @Test("vectors come in the order of the texts, in batches of at most 64")
    func batches() async throws {
        let endpoint = FakeEmbeddings()
        let texts = (0..<150).map { "text number \($0)" }
        let codes = try await EmbeddingClient.fake(endpoint).embed(texts)
        #expect(try codes == texts.map { try VectorCode(FakeEmbeddings.vector($0, "mini")) })
        #expect(endpoint.texts.map(\.count) == [64, 64, 22])
        #expect(try await EmbeddingClient.fake(endpoint).embed([]).isEmpty)
    }

    @Test(arguments: [
        "", "nonsense", "null", "[]", "{}", #"{"data":null}"#, #"{"data":[]}"#, #"{"data":[{}]}"#,
        #"{"data":[{"index":0}]}"#, #"{"data":[{"index":0,"embedding":null}]}"#,
        #"{"data":[{"index":0,"embedding":[]}]}"#, #"{"data":[{"index":0,"embedding":[0,0]}]}"#,
        #"{"data":[{"index":0,"embedding":[NaN,1]}]}"#, #"{"data":[{"index":0,"embedding":["NaN",1]}]}"#,
        #"{"data":[{"index":0,"embedding":[1e999,1]}]}"#, #"{"data":[{"index":0,"embedding":[null,1]}]}"#,
        #"{"data":[{"index":1,"embedding":[1,2]}]}"#, #"{"data":[{"index":-1,"embedding":[1,2]}]}"#,
        #"{"data":[{"index":9223372036854775807,"embedding":[1,2]}]}"#,
        #"{"data":[{"index":0,"embedding":[1,2]},{"index":1,"embedding":[1,2]}]}"#,
        #"{"data":[{"index":0,"embedding":[1,2]},{"index":0,"embedding":[1,2]}]}"#,
        #"{"data":[{"index":0,"embedding":"AAAA"}]}"#,
        "{\"data\":[{\"index\":0,\"embedding\":[" + Array(repeating: "1", count: 4_097).joined(separator: ",") + "]}]}",
        String(repeating: "[", count: 100_000),
    ])
    func hostileAnswer(_ body: String) async throws {
        let endpoint = FakeEmbeddings()
        endpoint.mood = .answers(status: 200, body: body)
        let client = try EmbeddingClient.fake(endpoint)
        let error = await #expect(throws: EmbeddingError.self) { try await client.embed(["x"]) }
        guard case .badAnswer = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func lengthsMustAgree() throws {
        let body = #"{"data":[{"index":0,"embedding":[1,2]},{"index":1,"embedding":[1,2,3]}]}"#
        #expect(throws: EmbeddingError.self) { try EmbeddingAnswer.vectors(Array(body.utf8), count: 2) }
        // The index may be missing; then the order is that of the texts.
        let plain = #"{"data":[{"embedding":[1,0]},{"embedding":[0,1],"object":"embedding"}],"usage":{}}"#
        let vectors = try EmbeddingAnswer.vectors(Array(plain.utf8), count: 2)
        #expect(vectors.map(\.bytes) == [[127, 0], [0, 127]])
    }

    @Test("an endpoint that failed is left alone for a while; a text's refusal is no failure of the endpoint")
    func rest() async throws {
        let endpoint = FakeEmbeddings()
        let client = try EmbeddingClient.fake(endpoint, rest: .seconds(3_600))
        endpoint.mood = .answers(status: 400, body: "")
        await #expect(throws: EmbeddingError.status(400)) { try await client.embed(["x"]) }
        endpoint.mood = .fails(.unreachable("down"))
        await #expect(throws: EmbeddingError.unreachable("down")) { try await client.embed(["x"]) }
        endpoint.mood = .works
        await #expect(throws: EmbeddingError.resting) { try await client.embed(["x"]) }
        #expect(endpoint.requests.count == 2)
        let brief = try EmbeddingClient.fake(endpoint, rest: .milliseconds(1))
        endpoint.mood = .fails(.unreachable("down"))
        await #expect(throws: EmbeddingError.unreachable("down")) { try await brief.embed(["x"]) }
        endpoint.mood = .works
        try await Task.sleep(for: .milliseconds(5))
        #expect(try await brief.embed(["x"]).count == 1)
        #expect(endpoint.requests.count == 4)
    }
}
