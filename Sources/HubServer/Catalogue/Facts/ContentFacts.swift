import HubAPI
import ModelFormats
import RepoCards

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What is kept of a content: the text itself of documents, a summary of headers.
enum ContentFacts {
    /// So many bytes are kept of all contents of a commit together. Every derivation has them in memory.
    static let mostBytes = 32 << 20

    /// So many bytes are kept of one content; of what has more, nothing is known.
    static func mostBytes(_ kind: WantedContent.Kind) -> Int {
        switch kind {
        case .json, .text: 4 << 20
        case .safetensors, .gguf, .parquet: 1 << 20
        }
    }

    /// From a content that is there as a whole.
    static func read(_ kind: WantedContent.Kind, _ bytes: [UInt8]) throws -> String {
        let size = Int64(bytes.count)
        switch kind {
        case .json:
            return DocumentExtract.of(try JSONDecoder().decode(JSONValue.self, from: Data(bytes))).text
        case .text: return String(decoding: bytes, as: UTF8.self).replacing("\0", with: " ")
        case .safetensors:
            return try text(SafetensorsHeader.parse(bytes, fileSize: size).summary())
        case .gguf:
            guard case .complete(let header) = try GGUFHeader.parse(bytes, fileSize: size) else {
                throw UnreadableContent("the file ends in the middle of its header")
            }
            return try text(header.summary())
        case .parquet:
            let length = try ParquetFooter.length(Array(bytes.suffix(8)))
            return try text(ParquetFooter.parse(Array(bytes.dropLast(8).suffix(length))).summary())
        }
    }

    static func text(_ summary: some Encodable) throws -> String {
        String(decoding: try JSONEncoder().encode(summary), as: UTF8.self)
    }
}

/// What was kept of a content, decoded once for all files that have it.
enum DecodedFacts {
    case json(JSONValue)
    case text(String)
    case safetensors(SafetensorsSummary)
    case gguf(GGUFSummary)
    case parquet(ParquetSummary)

    /// Nil for what an older version kept in another form.
    init?(_ facts: String, _ kind: WantedContent.Kind) {
        let decoder = JSONDecoder()
        do {
            switch kind {
            case .json: self = .json(try decoder.decode(JSONValue.self, from: Data(facts.utf8)))
            case .text: self = .text(facts)
            case .safetensors:
                self = .safetensors(try decoder.decode(SafetensorsSummary.self, from: Data(facts.utf8)))
            case .gguf: self = .gguf(try decoder.decode(GGUFSummary.self, from: Data(facts.utf8)))
            case .parquet: self = .parquet(try decoder.decode(ParquetSummary.self, from: Data(facts.utf8)))
            }
        } catch {
            return nil
        }
    }
}

extension RepoContents {
    /// Adds what was kept of a content.
    mutating func add(_ facts: DecodedFacts, of path: String) {
        switch facts {
        case .json(let document): documents[path] = document
        case .text(let text): texts[path] = text
        case .safetensors(let summary): safetensors[path] = summary
        case .gguf(let summary): gguf[path] = summary
        case .parquet(let summary): parquet[path] = summary
        }
    }
}
