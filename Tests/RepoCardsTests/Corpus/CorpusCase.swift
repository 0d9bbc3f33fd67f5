import Foundation
import HubAPI
import ModelFormats
import RepoCards
import Testing

/// A repo as people make them, and the facts that the rules give it. What is expected was written from the rules.
struct CorpusCase: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let type: RepoType
    /// The whole of `README.md`.
    var card: String?
    /// `path` or `path:size`.
    var files: [String] = []
    /// JSON texts by path.
    var documents: [String: String] = [:]
    var texts: [String: String] = [:]
    var safetensors: [String: SafetensorsSummary] = [:]
    var gguf: [String: GGUFSummary] = [:]
    var parquet: [String: ParquetSummary] = [:]

    var tags: [String] = []
    var library: String?
    var pipeline: String?
    var parameters: Int64?
    /// Nil where a case is about something else.
    var apps: [String]?
    /// Some of the properties, as JSON text; `null` for one that must not be there.
    var properties: [String: String] = [:]
    /// More to check.
    var check: @Sendable (RepoFacts) -> Void = { _ in }

    init(_ name: String, _ type: RepoType = .model, front: String? = nil, body: String = "") {
        testDescription = name
        self.type = type
        if front != nil || !body.isEmpty { card = front.map { "---\n\($0)\n---\n\(body)" } ?? body }
    }

    /// Sets some members: cases are written as a name and what is special about them.
    func with(_ change: (inout CorpusCase) -> Void) -> CorpusCase {
        var copy = self
        change(&copy)
        return copy
    }

    var contents: RepoContents {
        get throws {
            let files = files.map { entry in
                let parts = entry.split(separator: ":")
                return RepoFile(path: String(parts[0]), size: parts.count > 1 ? Int64(parts[1]) ?? 0 : 10)
            }
            var contents = RepoContents(type: type, files: files)
            if let card { contents.read(card: card) }
            for (path, text) in documents {
                contents.documents[path] = try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
            }
            contents.texts = texts
            contents.safetensors = safetensors
            contents.gguf = gguf
            contents.parquet = parquet
            return contents
        }
    }
}

/// One file's numbers of one type.
func weights(_ counts: (String, Int64)..., role: String = "weight", format: String? = "pt") -> SafetensorsSummary {
    SafetensorsSummary(
        counts: counts.map { SafetensorsSummary.Count(dtype: $0.0, role: role, elements: $0.1) }, format: format)
}

func llama(_ parameters: Int64, template: String? = "{{ messages }}") -> GGUFSummary {
    var summary = GGUFSummary(architecture: "llama", parameters: parameters)
    summary.contextLength = 8192
    summary.chatTemplate = template
    summary.isCausal = true
    return summary
}

func table(_ rows: Int64, _ columns: (String, String)..., features: String? = nil) -> ParquetSummary {
    ParquetSummary(
        rows: rows, columns: columns.map { ParquetSummary.Column(name: $0.0, type: $0.1) }, features: features)
}
