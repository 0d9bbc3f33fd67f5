#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The body of an answer of `/v1/embeddings`. The endpoint is configured, but not trusted with more than the answer.
struct EmbeddingAnswer: Decodable {
    private struct Item: Decodable {
        let index: Int?
        let embedding: [Float]
    }

    private let data: [Item]

    /// The bytes that an answer for so many texts may have: the most dimensions, numbers as long as they get, and
    /// room for names and spaces.
    static func limit(_ count: Int) -> Int { count * VectorCode.maximumDimensions * 32 + 65_536 }

    /// The vectors in the order of the texts.
    ///
    /// - Throws: ``EmbeddingError/badAnswer(_:)`` unless there is one for each text, and all have one length.
    static func vectors(_ body: [UInt8], count: Int) throws(EmbeddingError) -> [VectorCode] {
        guard let answer = try? JSONDecoder().decode(EmbeddingAnswer.self, from: Data(body)) else {
            throw .badAnswer("it is not JSON of the expected form")
        }
        guard answer.data.count == count else {
            throw .badAnswer("\(answer.data.count) embeddings for \(count) texts")
        }
        var codes = [VectorCode?](repeating: nil, count: count)
        for (place, item) in answer.data.enumerated() {
            let index = item.index ?? place
            guard codes.indices.contains(index), codes[index] == nil else {
                throw .badAnswer("its indexes are not those of the texts")
            }
            do {
                codes[index] = try VectorCode(item.embedding)
            } catch {
                throw .badAnswer(error.description)
            }
        }
        let whole = codes.compactMap(\.self)
        guard Set(whole.map(\.dimensions)).count <= 1 else { throw .badAnswer("its embeddings differ in length") }
        return whole
    }
}
