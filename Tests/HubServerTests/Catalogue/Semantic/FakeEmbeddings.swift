import Foundation
import HubAPI
import Synchronization

@testable import HubServer

/// An embeddings endpoint without a network: words with one meaning lie in one direction.
final class FakeEmbeddings: EmbeddingTransport {
    enum Mood: Sendable {
        case works
        case fails(EmbeddingError)
        case answers(status: Int, body: String)
        /// Refuses batches with a text that is longer than this many bytes, or holds a word.
        case refuses(status: Int, longerThan: Int, word: String)
        /// Takes only the requests with these numbers, counted from one.
        case takes(requests: Set<Int>)
        /// Answers this in the place of the vector of a text that holds a word.
        case writes(JSONValue, word: String)
    }

    private struct State {
        var mood = Mood.works
        var requests: [EmbeddingRequest] = []
        var texts: [[String]] = []
    }

    static let dimensions = 96
    private static let meanings = [
        "picture": "image", "pictures": "image", "photo": "image", "drawing": "image", "images": "image",
        "create": "generate", "paint": "generate", "generation": "generate", "make": "generate",
        "speech": "audio", "sound": "audio", "voice": "audio", "listen": "audio",
    ]

    private let state = Mutex(State())

    var mood: Mood {
        get { state.withLock(\.mood) }
        set { state.withLock { $0.mood = newValue } }
    }

    var requests: [EmbeddingRequest] { state.withLock(\.requests) }
    /// The texts of each request.
    var texts: [[String]] { state.withLock(\.texts) }

    func close() async throws {}

    func send(_ request: EmbeddingRequest) async throws -> EmbeddingReply {
        let json = try JSONDecoder().decode(JSONValue.self, from: Data(request.body))
        let texts = json["input"]?.strings ?? []
        let (mood, number) = state.withLock { state in
            state.requests.append(request)
            state.texts.append(texts)
            return (state.mood, state.requests.count)
        }
        var odd: (vector: JSONValue, word: String)?
        switch mood {
        case .works: break
        case .fails(let error): throw error
        case .answers(let status, let body): return EmbeddingReply(status: status, body: Array(body.utf8))
        case .refuses(let status, let length, let word):
            if texts.contains(where: { $0.utf8.count > length || $0.contains(word) }) {
                return EmbeddingReply(status: status, body: [])
            }
        case .takes(let requests):
            if !requests.contains(number) { return EmbeddingReply(status: 400, body: []) }
        case .writes(let vector, let word): odd = (vector, word)
        }
        let model = json["model"]?.string ?? ""
        let items = texts.enumerated().map { index, text -> JSONValue in
            var vector = JSONValue.array(Self.vector(text, model).map { .number(Double($0)) })
            if let odd, text.contains(odd.word) { vector = odd.vector }
            return ["index": .integer(Int64(index)), "embedding": vector]
        }
        // The order is not that of the texts.
        return EmbeddingReply(status: 200, body: (["data": .array(items.reversed())] as JSONValue).utf8)
    }

    static func vector(_ text: String, _ model: String = "") -> [Float] {
        var vector = [Float](repeating: 0.001, count: dimensions)
        for word in text.lowercased().split(whereSeparator: { !$0.isLetter && !$0.isNumber }).map(String.init) {
            let meaning = model + (meanings[word] ?? word)
            let hash = meaning.utf8.reduce(UInt64(14_695_981_039_346_656_037)) {
                ($0 ^ UInt64($1)) &* 1_099_511_628_211
            }
            vector[Int(hash % UInt64(dimensions))] += 1
        }
        return vector
    }
}

extension EmbeddingClient {
    /// A client of a fake endpoint.
    static func fake(
        _ endpoint: FakeEmbeddings, model: String = "mini", key: String? = nil, rest: Duration = .zero
    ) throws -> EmbeddingClient {
        EmbeddingClient(
            try EmbeddingConfiguration(baseURL: "http://embeddings:1", model: model, key: key), transport: endpoint,
            rest: rest)
    }
}
