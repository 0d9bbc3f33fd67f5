import HubAPI

/// The part of a model's configuration files that the Hub answers as `config` (huggingface.js, `ModelData`).
enum ModelConfig {
    /// Longer values are left out. The longest chat templates have some 50 kB.
    static let maximumLength = 256 << 10

    static func subset(_ evidence: Evidence) -> JSONValue? {
        let config = evidence.config
        let adapter = evidence.document("adapter_config.json")
        let isAdapterHub = adapter?["model_class"] != nil && adapter?["peft_type"] == nil
        let named: [(String, JSONValue?)] = [
            ("architectures", config?["architectures"]),
            ("auto_map", config?["auto_map"]),
            ("model_type", config?["model_type"]),
            (
                "quantization_config",
                pick(
                    config?["quantization_config"], ["bits", "load_in_4bit", "load_in_8bit", "quant_method"])
            ),
            ("tokenizer_config", tokenizer(evidence.document("tokenizer_config.json"))),
            ("chat_template_jinja", evidence.contents.texts["chat_template.jinja"].map(JSONValue.string)),
            ("processor_config", pick(evidence.document("processor_config.json"), ["chat_template"])),
            ("diffusers", pick(evidence.document("model_index.json"), ["_class_name"])),
            ("peft", isAdapterHub ? nil : pick(adapter, ["base_model_name_or_path", "task_type"])),
            ("adapter_transformers", isAdapterHub ? pick(adapter, ["model_class", "model_name"]) : nil),
            ("sklearn", pick(config?["sklearn"], ["model", "model_format"])),
            (
                "speechbrain",
                pick(config, ["speechbrain_interface", "vocoder_interface", "vocoder_model_id"])
            ),
            ("keras_hub", kerasTask(evidence.document("task.json"))),
        ]
        let members = named.compactMap { name, value in
            value.flatMap(bounded).map { JSONMember(name, $0) }
        }
        return members.isEmpty ? nil : .object(members)
    }

    /// The values under some keys; nil if there are none.
    private static func pick(_ object: JSONValue?, _ keys: [String]) -> JSONValue? {
        let members = keys.compactMap { key in
            object?[key].flatMap(bounded).map { JSONMember(key, $0) }
        }
        return members.isEmpty ? nil : .object(members)
    }

    /// An empty object says that there is a tokenizer.
    private static func tokenizer(_ document: JSONValue?) -> JSONValue? {
        guard case .object = document else { return nil }
        let keys = [
            "bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token",
            "use_default_system_prompt", "chat_template",
        ]
        return pick(document, keys) ?? .object([])
    }

    /// KerasHub keeps the class of the task it saved.
    private static func kerasTask(_ document: JSONValue?) -> JSONValue? {
        guard let name = document?["class_name"]?.string, WordRules.isWord(name) else { return nil }
        return ["tasks": [.string(name)]]
    }

    /// The value, unless it is null or too long to keep.
    static func bounded(_ value: JSONValue) -> JSONValue? {
        if value == .null { return nil }
        var left = maximumLength
        return fits(value, &left) ? value : nil
    }

    static func bounded(_ text: String) -> JSONValue? { bounded(.string(text)) }

    /// Stops as soon as it doesn't.
    private static func fits(_ value: JSONValue, _ left: inout Int) -> Bool {
        left -= 8
        switch value {
        case .string(let text), .raw(let text): left -= text.utf8.count
        case .array(let values):
            for value in values where !fits(value, &left) { return false }
        case .object(let members):
            for member in members {
                left -= member.key.utf8.count
                if !fits(member.value, &left) { return false }
            }
        default: break
        }
        return left >= 0
    }
}
