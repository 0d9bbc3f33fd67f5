import HubAPI
import ModelFormats
import RepoCards
import Testing

extension Corpus {
    /// Cards as strangers write them.
    static let oddities: [CorpusCase] = [
        CorpusCase("language as a string", front: "language: EN").with {
            $0.tags = ["en", "region:us"]
            $0.check = { #expect($0.cardData?["language"] == "EN") }
        },
        CorpusCase("Norwegian", front: "language: no").with { $0.tags = ["no", "region:us"] },
        CorpusCase("Norwegian in a list", front: "language: [no, nb]").with { $0.tags = ["no", "nb", "region:us"] },
        CorpusCase("a language that is none of the strings", front: "language: [true, 7, {a: b}, sv]").with {
            $0.tags = ["sv", "region:us"]
        },
        CorpusCase("lists where one value belongs", front: "library_name: [timm]\npipeline_tag: [image-to-image]").with
        {
            $0.tags = ["timm", "image-to-image", "region:us"]
            $0.library = "timm"
            $0.pipeline = "image-to-image"
        },
        CorpusCase("one value where lists belong", front: "tags: one\ndatasets: a/b\nlicense: mit").with {
            $0.tags = ["one", "dataset:a/b", "license:mit", "region:us"]
        },
        CorpusCase("objects where texts belong", front: "tags: {a: b}\nlicense: {name: x}\nlibrary_name: {x: y}").with {
            $0.tags = ["region:us"]
        },
        CorpusCase("several licenses", front: "license: [mit, cc-by-4.0]").with {
            $0.tags = ["license:mit", "license:cc-by-4.0", "region:us"]
        },
        CorpusCase(
            "a license of its own", front: "license: other\nlicense_name: my-license\nlicense_link: LICENSE"
        ).with {
            $0.tags = ["license:other", "region:us"]
            $0.check = { #expect($0.cardData?["license_name"] == "my-license") }
        },
        CorpusCase("an unknown license", front: "license: beerware").with {
            $0.tags = ["license:beerware", "region:us"]
        },
        CorpusCase("tags twice", front: "tags: [a, b, a, '', b]\nlanguage: [a]").with {
            $0.tags = ["a", "b", "region:us"]
        },
        CorpusCase("an unknown task and library", front: "pipeline_tag: mind-reading\nlibrary_name: my-lib").with {
            $0.tags = ["my-lib", "mind-reading", "region:us"]
            $0.library = "my-lib"
            $0.pipeline = "mind-reading"
        },
        CorpusCase("the task other is no task of a model", front: "tags: [other, summarization]").with {
            $0.tags = ["summarization", "other", "region:us"]
            $0.pipeline = "summarization"
        },
        CorpusCase("the same base twice", front: "base_model: [a/b, A/B]").with {
            $0.tags = ["base_model:a/b", "base_model:finetune:a/b", "region:us"]
        },
        CorpusCase("bases that are none", front: "base_model: [/home/me/model, a/b/c, 'my model', a/b]").with {
            $0.tags = ["base_model:a/b", "base_model:finetune:a/b", "region:us"]
            $0.properties = ["baseModels": #"{"relation":"finetune","models":[{"id":"a/b"}]}"#]
        },
        CorpusCase("an old base without an owner", front: "base_model: gpt2\nbase_model_relation: adapter").with {
            $0.tags = ["base_model:gpt2", "base_model:adapter:gpt2", "region:us"]
        },
        CorpusCase("a relation that is none", front: "base_model: a/b\nbase_model_relation: cousin").with {
            $0.tags = ["base_model:a/b", "base_model:finetune:a/b", "region:us"]
        },
        CorpusCase("empty front matter", front: "", body: "text").with {
            $0.tags = ["region:us"]
            $0.check = { #expect($0.cardData == nil && $0.cardProblem == nil) }
        },
        CorpusCase("no front matter", body: "# Title\n\nhttps://arxiv.org/abs/2402.00001").with {
            $0.tags = ["arxiv:2402.00001", "region:us"]
        },
        CorpusCase("CRLF").with {
            $0.card = "---\r\nlicense: mit\r\ntags:\r\n- a\r\n---\r\ntext\r\n"
            $0.tags = ["a", "license:mit", "region:us"]
        },
        CorpusCase("CRLF in a dataset", .dataset).with {
            $0.card = "---\r\nlicense: mit\r\n---\r\n# Title\r\n\r\nSome\r\ntext.\r\n\r\n@misc{x,\r\n a}\r\n"
            $0.tags = ["license:mit", "region:us"]
            $0.properties = [
                "description": #""Some text.""#, "citation": #""@misc{x,\n a}""#,
            ]
        },
        CorpusCase("a byte order mark").with {
            $0.card = "\u{FEFF}---\nlicense: mit\n---\n"
            $0.tags = ["license:mit", "region:us"]
        },
        CorpusCase("broken YAML", front: "license: mit\ntags: [a\nb: c: d").with {
            $0.files = ["model.onnx"]
            $0.tags = ["onnx", "region:us"]
            $0.check = { facts in
                #expect(facts.cardData == nil)
                #expect(facts.cardProblem?.contains("line 4") == true, "\(facts.cardProblem ?? "")")
            }
        },
        CorpusCase("a list for a card", front: "- a\n- b").with {
            $0.tags = ["region:us"]
            $0.check = { #expect($0.cardProblem?.contains("mapping") == true) }
        },
        CorpusCase("a key twice", front: "license: mit\nlicense: gpl").with {
            $0.tags = ["region:us"]
            $0.check = { #expect($0.cardProblem?.contains("line") == true) }
        },
        CorpusCase(
            "a tag that is too long, and one with NUL",
            front: "tags: [\(String(repeating: "x", count: 513)), \"a\\0b\", ok]"
        )
        .with { $0.tags = ["ok", "region:us"] },
        CorpusCase("too many tags", front: "tags:\n" + (0..<3000).map { "- t\($0)\n" }.joined()).with {
            $0.tags = (0..<999).map { "t\($0)" } + ["region:us"]
        },
        CorpusCase("configuration of the wrong shape").with {
            $0.files = ["config.json", "tokenizer_config.json", "model_index.json"]
            $0.documents = [
                "config.json":
                    #"{"architectures":"BertModel","model_type":["bert"],"auto_map":[],"quantization_config":3}"#,
                "tokenizer_config.json": "[1,2]", "model_index.json": #"{"_class_name":{"a":1}}"#,
            ]
            $0.tags = ["diffusers", "feature-extraction", "endpoints_compatible", "region:us"]
            $0.library = "diffusers"
            $0.pipeline = "feature-extraction"
        },
        CorpusCase("a model type that is prose").with {
            $0.files = ["config.json"]
            $0.documents = ["config.json": #"{"architectures":["MyNet"],"model_type":"my own little model"}"#]
            $0.tags = ["transformers", "endpoints_compatible", "region:us"]
            $0.library = "transformers"
            $0.properties = ["transformersInfo": #"{"auto_model":"AutoModel"}"#]
        },
        CorpusCase("a widget of its own", front: "pipeline_tag: text-generation\nwidget:\n- text: Hello").with {
            $0.tags = ["text-generation", "region:us"]
            $0.pipeline = "text-generation"
            $0.properties = ["widgetData": #"[{"text":"Hello"}]"#]
        },
        CorpusCase("a widget in a language", front: "pipeline_tag: text-classification\nlanguage: [tlh, fr]").with {
            $0.tags = ["text-classification", "tlh", "fr", "region:us"]
            $0.pipeline = "text-classification"
            $0.properties = ["widgetData": #"[{"text":"La soupe était froide, mais le gâteau était délicieux."}]"#]
        },
        CorpusCase(
            "scores without a dataset of a hub",
            front: """
                model-index:
                - name: x
                  results:
                  - {task: {type: t}, dataset: {name: D, type: not a dataset!}, metrics: [{type: acc, value: 1}]}
                  - {task: {type: t}, dataset: {name: D, type: a/d}, metrics: [{type: acc}, {type: f1, value: 0.5}]}
                - oops
                """
        ).with {
            $0.tags = ["model-index", "region:us"]
            $0.properties = [
                "evalResults": #"[{"dataset":{"id":"a/d","task_id":"t"},"value":0.5,"notes":"f1"}]"#
            ]
        },
        CorpusCase("a DOI with its resolver", .dataset, front: "doi: https://doi.org/10.1234/abc\npretty_name: Data")
            .with {
                $0.tags = ["doi:10.1234/abc", "region:us"]
                $0.check = { #expect($0.title == "Data" && $0.pipelineTag == nil) }
            },
        CorpusCase("sizes as a string", .dataset, front: "size_categories: 1K<n<10K\nlicense:\ntask_ids: []").with {
            $0.tags = ["size_categories:1K<n<10K", "region:us"]
        },
    ]
}
