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

extension RepoContents {
    /// Adds what was kept of a content.
    mutating func add(_ facts: String, of content: WantedContent) {
        let data = Data(facts.utf8)
        let decoder = JSONDecoder()
        switch content.kind {
        case .json: documents[content.path] = try? decoder.decode(JSONValue.self, from: data)
        case .text: texts[content.path] = facts
        case .safetensors: safetensors[content.path] = try? decoder.decode(SafetensorsSummary.self, from: data)
        case .gguf: gguf[content.path] = try? decoder.decode(GGUFSummary.self, from: data)
        case .parquet: parquet[content.path] = try? decoder.decode(ParquetSummary.self, from: data)
        }
    }
}
