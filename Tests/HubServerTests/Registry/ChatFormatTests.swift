import Testing

@testable import HubServer

@Suite("Registry: chat formats and sizes")
struct ChatFormatTests {
    @Test(arguments: [
        (ChatFormat.chatML, "{{ '<|im_start|>' + m.role + '\n' + m.content + '<|im_end|>' }}"),
        (.llama3, "{{ '<|start_header_id|>' + m.role + '<|end_header_id|>\n\n' + m.content + '<|eot_id|>' }}"),
        (.gemma, "{{ '<start_of_turn>' + role + '\n' + m.content + '<end_of_turn>\n' }}"),
        (.zephyr, "{{ '<|user|>\n' + m.content + eos_token }}{{ '<|assistant|>' }}"),
    ])
    func isTold(_ format: ChatFormat, _ jinja: String) {
        #expect(ChatFormat.of(jinja) == format)
    }

    @Test(arguments: [
        "", "{{ messages }}", "[INST] {{ m.content }} [/INST]", "<|user|>\n{{ m.content }}<|end|>\n<|assistant|>",
        "<|im_start|>user<|im_sep|>{{ m.content }}<|im_end|>", "<|im_start|> only",
    ])
    func isNotGuessed(_ jinja: String) {
        #expect(ChatFormat.of(jinja) == nil)
    }

    @Test(arguments: ChatFormat.allCases)
    func templatesAreWhole(_ format: ChatFormat) {
        for token in [nil, "<END>", "{{ evil }}", ""] {
            let template = format.template(eosToken: token)
            #expect(template.ranges(of: "{{").count == template.ranges(of: "}}").count)
            #expect(!template.contains("evil"))
            // As many ends as things that end.
            let actions = template.split(separator: "{{", omittingEmptySubsequences: false).dropFirst()
                .compactMap { $0.split(separator: "}}").first }
                .map { $0.filter { $0 != "-" }.split(separator: " ") }
            let opened = actions.filter { $0.first == "if" || $0.first == "range" }.count
            #expect(actions.filter { $0.first == "end" }.count == opened)
            #expect(template.contains("{{ .Content }}") && template.contains(".Messages"))
            #expect(!format.stops(eosToken: token).isEmpty)
        }
    }

    @Test func theEndTokenIsTheModelsOwn() {
        #expect(ChatFormat.zephyr.template(eosToken: "<END>").contains("{{ .Content }}<END>\n"))
        #expect(ChatFormat.zephyr.template(eosToken: nil).contains("{{ .Content }}</s>\n"))
    }

    @Test(arguments: [
        (Int64(0), "0"), (999, "999"), (1000, "1K"), (134_515_008, "134.52M"), (8_030_261_248, "8.03B"),
        (1_050_000_000, "1.05B"), (7_000_000_000, "7B"), (1_000_000_000_000, "1T"), (-5, "0"),
    ])
    func sizeLabels(_ parameters: Int64, _ label: String) {
        #expect(OllamaConfig.sizeLabel(parameters) == label)
    }
}
