/// The chat formats that are known well enough to write them down for Ollama, which has a template language of its own
/// (Go's) and can't read the one that models carry.
///
/// A template is taken for one of them by the words it puts around messages. What it does beyond that, such as tools,
/// is lost; a repo whose model needs it has a file `template`, which goes first.
enum ChatFormat: CaseIterable {
    case chatML, llama3, gemma, zephyr

    /// The format of a Jinja template; nil if it is none of these.
    static func of(_ jinja: String) -> ChatFormat? {
        allCases.first { format in
            format.marks.allSatisfy { jinja.contains($0) } && !format.foreign.contains { jinja.contains($0) }
        }
    }

    /// What must be in it.
    private var marks: [String] {
        switch self {
        case .chatML: ["<|im_start|>", "<|im_end|>"]
        case .llama3: ["<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>"]
        case .gemma: ["<start_of_turn>", "<end_of_turn>"]
        case .zephyr: ["<|user|>", "<|assistant|>"]
        }
    }

    /// What tells formats apart that share words.
    private var foreign: [String] {
        switch self {
        case .chatML: ["<|im_sep|>"]
        case .zephyr: ["<|end|>", "<|endoftext|>", "<|eot_id|>", "<|observation|>", "[gMASK]"]
        case .llama3, .gemma: []
        }
    }

    /// Texts that end an answer.
    func stops(eosToken: String?) -> [String] {
        switch self {
        case .chatML: ["<|im_start|>", "<|im_end|>"]
        case .llama3: ["<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>"]
        case .gemma: ["<start_of_turn>", "<end_of_turn>"]
        case .zephyr: ["<|system|>", "<|user|>", "<|assistant|>", eosToken ?? "</s>"]
        }
    }

    /// The format in Go's template language. The variables are those that Ollama fills in.
    func template(eosToken: String?) -> String {
        switch self {
        case .chatML:
            Self.template(
                before: { "<|im_start|>\($0)\n" }, after: "<|im_end|>\n")
        case .llama3:
            Self.template(
                before: { "<|start_header_id|>\($0)<|end_header_id|>\n\n" }, after: "<|eot_id|>")
        case .gemma: Self.gemmaTemplate
        case .zephyr:
            Self.template(
                before: { "<|\($0)|>\n" }, after: (eosToken.flatMap(Self.literal) ?? "</s>") + "\n")
        }
    }

    /// A format that wraps the words of each role alike.
    private static func template(before: (String) -> String, after: String) -> String {
        "{{- range .Messages }}\(before("{{ .Role }}")){{ .Content }}\(after){{ end }}\(before("assistant"))"
    }

    /// Gemma calls the assistant `model` and has no system: its words go in front of the first question.
    private static let gemmaTemplate = """
        {{- $system := .System }}{{- $first := true }}{{- range .Messages }}{{- if ne .Role "system" -}}
        <start_of_turn>{{ if eq .Role "assistant" }}model{{ else }}{{ .Role }}{{ end }}
        {{ if and $first $system }}{{ $system }}

        {{ end }}{{ .Content }}<end_of_turn>
        {{ $first = false }}{{ end }}{{ end }}<start_of_turn>model

        """

    /// A token as it may stand in a template; nil for one that would be read as part of the language.
    private static func literal(_ token: String) -> String? {
        token.isEmpty || token.count > 64 || token.contains("{{") || token.contains("}}") || token.contains("\n")
            ? nil : token
    }
}
