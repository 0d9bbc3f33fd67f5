import HubAPI
import RepoCards
import Testing

@Suite struct DownloadRulesTests {
    @Test(arguments: [
        ("config.json", nil as String?, true), ("unet/config.json", nil, false), ("model.safetensors", nil, false),
        ("hyperparams.yaml", nil, true), ("params.json", "unheard-of", true), ("a/b-Q4_K_M.gguf", nil, true),
        ("x.GGUF", "transformers", true), ("config.json", "transformers", true), ("config.json", "timm", false),
        ("model.safetensors", "timm", true), ("model_index.json", "diffusers", true), ("a.nemo", "nemo", true),
        ("adapter_config.json", "peft", true), ("README.md", nil, false), ("", nil, false),
    ])
    func countOneFileOfAModel(_ path: String, _ library: String?, _ counts: Bool) {
        #expect(DownloadRules.counts(path: path, library: library, type: .model) == counts)
    }

    @Test func countAnyFileOfDatasetsAndSpaces() {
        #expect(DownloadRules.counts(path: "x.bin", library: nil, type: .dataset))
        #expect(DownloadRules.counts(path: "app.py", library: nil, type: .space))
    }
}

@Suite struct TablesTests {
    @Test func haveEachKeyOnce() {
        #expect(KnownPipelines.all.count == 57)
        #expect(Set(KnownPipelines.all.map(\.key)).count == 57)
        #expect(Set(KnownLibraries.all.map(\.key)).count == KnownLibraries.all.count)
        #expect(KnownLibraries.all.count > 200)
        #expect(Set(KnownFacets.apps).count == 25 && KnownFacets.apps.allSatisfy { $0 == $0.lowercased() })
        #expect(KnownFacets.sizes.first == "n<1K" && KnownFacets.sizes.last == "n>1T")
        #expect(KnownFacets.formats.contains("imagefolder") && KnownFacets.modalities.count == 9)
        #expect(Set(KnownLanguages.all.map(\.code)).count == KnownLanguages.all.count)
        #expect(Set(KnownLicenses.all.map(\.id)).count == KnownLicenses.all.count)
    }

    @Test func nameThings() {
        #expect(KnownPipelines.label(of: "fill-mask") == "Fill-Mask" && KnownPipelines.label(of: "x") == "x")
        #expect(KnownPipelines.pipeline("summarization")?.group == .nlp)
        #expect(KnownLibraries.label(of: "sklearn") == "Scikit-learn" && KnownLibraries.label(of: "gguf") == "GGUF")
        #expect(KnownLanguages.name(of: "de") == "German" && KnownLanguages.name(of: "pt-BR") == "Portuguese")
        #expect(KnownLanguages.name(of: "YUE") == "Cantonese" && KnownLanguages.name(of: "tlh") == "tlh")
        #expect(KnownLicenses.label(of: "mit") == "MIT License" && KnownLicenses.label(of: "x") == "x")
    }
}
