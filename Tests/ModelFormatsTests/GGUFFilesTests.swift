import Testing

@testable import ModelFormats

@Suite struct GGUFFilesTests {
    @Test(
        arguments: [
            ("model.gguf", nil), ("Llama-3.2-1B-Instruct-Q4_K_M.gguf", "Q4_K_M"), ("model-q8_0.GGUF", "Q8_0"),
            ("model-f16.gguf", "F16"), ("model-bf16.gguf", "BF16"), ("x-UD-Q2_K_XL.gguf", "UD-Q2_K_XL"),
            ("x-ud-iq1_s.gguf", "UD-IQ1_S"), ("SmolLM2-135M-Instruct.Q4_1.gguf", "Q4_1"), ("x-Q4_K_L.gguf", "Q4_K_L"),
            ("gpt-oss-20b-mxfp4.gguf", "MXFP4"), ("x-MXFP4_MOE.gguf", "MXFP4_MOE"), ("x-IQ4_NL.gguf", "IQ4_NL"),
            ("f16-model-Q5_K_S-00001-of-00002.gguf", "Q5_K_S"), ("BF16/model-00001-of-00003.gguf", "BF16"),
            ("F16/model-Q2_K.gguf", "Q2_K"), ("x.Q5_K.gguf", "Q5_K"), ("TQ1_0.gguf", "TQ1_0"), ("UD-.gguf", nil),
        ] as [(String, String?)])
    func labels(path: String, label: String?) throws {
        #expect(try #require(GGUFFileName(path)).quantization == label)
    }

    @Test func names() throws {
        #expect(GGUFFileName("model.bin") == nil)
        #expect(GGUFFileName(".gguf") == nil)
        #expect(GGUFFileName("") == nil)
        let shard = try #require(GGUFFileName("Q8_0/big-Q8_0-00002-of-00010.gguf")?.shard)
        #expect(shard.prefix == "Q8_0/big-Q8_0" && shard.number == 2 && shard.count == 10)
        for path in [
            "big-00000-of-00010.gguf", "big-00011-of-00010.gguf", "big-0001-of-0010.gguf", "big_00001-of-00010.gguf",
            "big-00001-of-0001x.gguf", "-00001-of-00002.gguf",
        ] {
            #expect(GGUFFileName(path)?.shard == nil, "\(path)")
        }
        #expect(GGUFFileName("a/mmproj-F16.gguf")?.auxiliary == .projector)
        #expect(GGUFFileName("model.imatrix.gguf")?.auxiliary == .importanceMatrix)
        #expect(GGUFFileName("MTP-model.gguf")?.auxiliary == .multiTokenPrediction)
        #expect(GGUFFileName("mmproj/model.gguf")?.auxiliary == nil)
    }

    private func models(_ paths: String...) -> [GGUFModel] { GGUFFiles.models(in: paths.map { ($0, 10) }) }

    @Test func splitModelsAreOne() {
        let found = models(
            "README.md", "m-Q8_0-00002-of-00002.gguf", "m-Q4_0.gguf", "m-Q8_0-00001-of-00002.gguf", "mmproj-F16.gguf",
            "m-F16-00001-of-00003.gguf", "m-F16-00003-of-00003.gguf", "m-F32-00002-of-00002.gguf")
        #expect(found.map(\.quantization) == ["Q8_0", "Q4_0", "F16"])
        #expect(found[0].paths == ["m-Q8_0-00001-of-00002.gguf", "m-Q8_0-00002-of-00002.gguf"])
        #expect(found.map(\.size) == [20, 10, 20])
        #expect(found.map(\.isSplit) == [true, false, true])
        #expect(found.map(\.isComplete) == [true, true, false])
        let files = [("a-Q8_0.gguf", 1), ("mmproj-F16.gguf", 2)] as [GGUFFiles.File]
        #expect(GGUFFiles.auxiliaries(.projector, in: files).map(\.path) == ["mmproj-F16.gguf"])
    }

    @Test func preferences() {
        let all = models("m-F16.gguf", "m-Q8_0.gguf", "m-Q4_0.gguf", "m-Q4_K_M.gguf", "m-UD-Q2_K_XL.gguf")
        #expect(GGUFFiles.preferred(all)?.quantization == "Q4_K_M")
        #expect(GGUFFiles.preferred(models("m-F16.gguf", "m-q8_0.gguf"))?.quantization == "Q8_0")
        #expect(GGUFFiles.preferred(models("m.gguf", "m-F16.gguf"))?.firstPath == "m.gguf")
        #expect(GGUFFiles.preferred([]) == nil)
        #expect(
            GGUFFiles.bySize(all + models("m.gguf")).map(\.quantization)
                == ["UD-Q2_K_XL", "Q4_0", "Q4_K_M", "Q8_0", "F16", nil])
    }

    @Test func tagsOfLlamaCpp() {
        let all = models("m-F16.gguf", "m-Q4_K_M.gguf", "Q6_K/m-Q6_K-00001-of-00002.gguf", "m-UD-Q2_K_XL.gguf")
        func path(_ tag: String?) -> String? { GGUFFiles.llamaCpp(tag: tag, among: all)?.firstPath }
        #expect(path("f16") == "m-F16.gguf")
        #expect(path("q6_k") == "Q6_K/m-Q6_K-00001-of-00002.gguf")
        #expect(path("Q2_K_XL") == "m-UD-Q2_K_XL.gguf")
        #expect(path("Q2_K") == nil)
        #expect(path("Q8_0") == nil)
        #expect(path(nil) == "m-Q4_K_M.gguf")
        #expect(path("") == "m-Q4_K_M.gguf")
        #expect(path(String(repeating: "x", count: 1000)) == nil)
    }

    @Test func tagsOfOllama() {
        let all = models("m-F16.gguf", "m-Q4_0.gguf", "b/m-Q4_K_M.gguf", "m-UD-Q2_K_XL.gguf")
        func path(_ tag: String?, _ models: [GGUFModel]) -> String? {
            GGUFFiles.ollama(tag: tag, among: models)?.firstPath
        }
        #expect(path("latest", all) == "b/m-Q4_K_M.gguf")
        #expect(path(nil, all) == "b/m-Q4_K_M.gguf")
        #expect(path("q4_0", all) == "m-Q4_0.gguf")
        #expect(path("m-q4_k_m.gguf", all) == "b/m-Q4_K_M.gguf")
        #expect(path("Q2_K_XL", all) == "m-UD-Q2_K_XL.gguf")
        #expect(path("Q8_0", all) == nil)
        #expect(path("latest", models("m-F16.gguf", "m-Q8_0.gguf", "m-Q4_1.gguf")) == "m-Q4_1.gguf")
        #expect(path("latest", models("m-F16.gguf", "m-Q8_0.gguf", "m-IQ4_XS.gguf")) == "m-IQ4_XS.gguf")
        #expect(path("latest", models("m-F16.gguf", "m-Q8_0.gguf")) == "m-Q8_0.gguf")
        #expect(path("latest", models("m-F16.gguf", "m-Q2_K.gguf")) == "m-F16.gguf")
        #expect(path("latest", []) == nil)
    }
}
