import Testing

@testable import ModelFormats

@Suite struct GGUFFactsTests {
    private func summary(_ make: (inout GGUFWriter) -> Void) throws -> GGUFSummary {
        var writer = GGUFWriter()
        make(&writer)
        return try GGUFHeaderTests.header(writer.bytes()).summary()
    }

    @Test func causality() throws {
        #expect(try summary { _ in }.isCausal == nil)
        #expect(try summary { $0.key("general.architecture", "llama") }.isCausal == nil)
        for architecture in ["bert", "clip", "t5encoder", "flux", "dream"] {
            let summary = try summary {
                $0.key("general.architecture", architecture)
                $0.key("\(architecture).context_length", 512)
            }
            #expect(summary.isCausal == false, "\(architecture)")
        }
        func llama(_ make: (inout GGUFWriter) -> Void) throws -> Bool? {
            try summary {
                $0.key("general.architecture", "llama")
                $0.key("llama.context_length", 512)
                make(&$0)
            }.isCausal
        }
        #expect(try llama { _ in } == true)
        #expect(try llama { $0.key("llama.attention.causal", false) } == false)
        #expect(try llama { $0.key("llama.pooling_type", 0) } == true)
        #expect(try llama { $0.key("llama.pooling_type", 3) } == false)
        #expect(try llama { $0.key("general.type", "model") } == true)
        #expect(try llama { $0.key("general.type", "mmproj") } == false)
        #expect(try llama { $0.key("general.type", "adapter") } == nil)
    }

    @Test func fileTypes() throws {
        let names = [0: "F32", 15: "Q4_K_M", 18: "Q6_K", 38: "MXFP4_MOE", 1024 + 7: "Q8_0"] as [UInt32: String]
        for (number, name) in names {
            #expect(try summary { $0.key("general.file_type", number) }.fileType == name)
        }
        #expect(try summary { $0.key("general.file_type", 5) }.fileType == nil)
        #expect(try summary { $0.key("general.file_type", "F16") }.fileType == nil)
    }

    @Test func oddValuesAreLeftOut() throws {
        let summary = try summary {
            $0.key("general.architecture", 7)
            $0.key("general.name", String(repeating: "n", count: 600))
            $0.key("tokenizer.chat_template", String(repeating: "x", count: 500_001))
            $0.key("split.count", 100_000)
            $0.key("tokenizer.ggml.tokens", "none")
            $0.key("tokenizer.ggml.bos_token_id", 0)
        }
        #expect(summary.architecture == nil && summary.chatTemplate == nil && summary.splitCount == nil)
        #expect(summary.bosToken == nil)
        #expect(summary.name?.count == 500)
    }
}
