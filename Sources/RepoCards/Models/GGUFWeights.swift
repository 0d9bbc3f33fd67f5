import HubAPI
import ModelFormats

/// The GGUF model that stands for a repo: of many quantizations, the one that llama.cpp takes when no one says which.
struct GGUFWeights {
    private let model: GGUFModel
    private let summaries: [GGUFSummary]
    /// What the header of the first file says; nil while it was not read.
    let summary: GGUFSummary?

    /// Nil if no GGUF file is a model.
    init?(_ evidence: Evidence) {
        guard let model = Self.choose(from: evidence.files) else { return nil }
        self.model = model
        summaries = model.paths.compactMap { evidence.contents.gguf[$0] }
        summary = evidence.contents.gguf[model.firstPath]
    }

    /// - Parameter files: sorted by path.
    static func choose(from files: [RepoFile]) -> GGUFModel? {
        GGUFFiles.preferred(GGUFFiles.models(in: files.map { ($0.path, max(0, $0.size)) }))
    }

    /// Numbers in all files; nil unless all were read.
    var total: Int64? {
        guard model.isComplete, summaries.count == model.paths.count else { return nil }
        let total = summaries.reduce(Int64(0)) { sum, summary in
            let (next, overflow) = sum.addingReportingOverflow(max(0, summary.parameters))
            return overflow ? .max : next
        }
        return total > 0 ? total : nil
    }

    /// Whether it writes text. Files that don't say do if they have a context to write in.
    var isCausal: Bool {
        guard let summary else { return false }
        return summary.isCausal ?? (summary.contextLength != nil)
    }

    var json: JSONValue? {
        guard let summary else { return nil }
        let named: [(String, JSONValue?)] = [
            ("total", total.map(JSONValue.integer)),
            ("architecture", summary.architecture.map(JSONValue.string)),
            ("context_length", summary.contextLength.map(JSONValue.integer)),
            ("chat_template", summary.chatTemplate.flatMap(ModelConfig.bounded)),
            ("bos_token", summary.bosToken.map(JSONValue.string)),
            ("eos_token", summary.eosToken.map(JSONValue.string)),
            ("causal", summary.isCausal.map(JSONValue.bool)),
            ("quantize_imatrix_file", summary.imatrixFile.map(JSONValue.string)),
            // Of this model's files, so that it and `total` speak of the same thing.
            ("totalFileSize", .integer(model.size)),
        ]
        return .object(named.compactMap { name, value in value.map { JSONMember(name, $0) } })
    }
}
