import HubAPI

/// How transformers loads a model: `AutoModelForMaskedLM` with an `AutoTokenizer`.
struct TransformersInfo {
    let autoModel: String
    /// `modeling_x.XForCausalLM`, for code that comes with the model.
    let customClass: String?
    let task: String?
    let processor: String?

    /// Nil for a model that is none of the library's.
    init?(_ evidence: Evidence, library: String?) {
        guard let config = evidence.config else { return nil }
        let architecture = config["architectures"]?.strings.first
        let known = architecture.flatMap(TransformersTable.entry(for:))
        let custom = Self.custom(config["auto_map"])
        guard known != nil || custom != nil || library == "transformers" else { return nil }
        autoModel = known?.autoModel ?? custom?.auto ?? "AutoModel"
        customClass = custom?.name
        task = known?.task ?? custom.flatMap { TransformersTable.task(of: $0.auto) }
        // What reads the input of a model with code of its own, only that code knows.
        let modelType = config["model_type"]?.string
        processor = known == nil ? nil : modelType.map(ProcessorTable.processor(of:))
    }

    var json: JSONValue {
        let named: [(String, String?)] = [
            ("auto_model", autoModel), ("custom_class", customClass), ("pipeline_tag", task),
            ("processor", processor),
        ]
        return .object(named.compactMap { name, value in value.map { JSONMember(name, .string($0)) } })
    }

    /// The class of its own that a model names, for the most telling of the library's: a head before the bare model.
    private static func custom(_ map: JSONValue?) -> (auto: String, name: String)? {
        guard case .object(let members) = map else { return nil }
        let models = members.compactMap { member -> (auto: String, name: String)? in
            guard member.key.hasPrefix("AutoModel"), WordRules.isWord(member.key),
                let name = member.value.strings.first, TagList.isTag(name)
            else { return nil }
            return (member.key, name)
        }
        return models.filter { $0.auto != "AutoModel" }.min { $0.auto < $1.auto }
            ?? models.first
    }
}
