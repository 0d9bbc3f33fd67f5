import HubAPI
import RepoCards
import Testing

@Suite struct CardValidatorTests {
    private func report(_ yaml: String, _ type: RepoType = .model) -> CardReport {
        CardValidator.validate(content: "---\n\(yaml)\n---\n# Card\n", repoType: type)
    }

    @Test func passesAGoodModelCard() {
        let yaml = """
            license: apache-2.0
            language: [en, no, zh-Hant]
            tags:
            - bert
            datasets: [glue]
            base_model: google/bert
            base_model_relation: finetune
            pipeline_tag: fill-mask
            thumbnail:
            model-index:
            - name: bert
              results:
              - task: {type: fill-mask, name: Fill mask}
                dataset: {name: GLUE, type: glue}
                metrics:
                - type: accuracy
                  value: 0.9
            """
        #expect(report(yaml) == CardReport())
    }

    @Test func passesGoodDatasetsAndSpaces() {
        let dataset = """
            license: [mit, cc-by-4.0]
            size_categories: [1K<n<10K]
            task_categories: [text-generation]
            configs:
            - config_name: default
              data_files:
              - split: train
                path: data/*.csv
            - config_name: other
              data_files: [a.csv, b.csv]
            - config_name: third
              data_files: c.csv
            dataset_info:
              features: []
            """
        #expect(report(dataset, .dataset) == CardReport())
        let space = """
            title: Demo
            emoji: 🤗
            colorFrom: red
            colorTo: gray
            sdk: gradio
            sdk_version: 5.0
            app_port: 7860
            pinned: false
            """
        #expect(report(space, .space) == CardReport())
        #expect(report("emoji: ❤️", .space).isValid)
        #expect(report("emoji: 👩‍💻", .space).isValid)
    }

    @Test(arguments: ["", "# Only text", "---\n---\n", "---\n# comment\n---\n"])
    func warnsOfMissingMetadata(_ content: String) {
        let report = CardValidator.validate(content: content, repoType: .model)
        #expect(report == CardReport(warnings: ["empty or missing yaml metadata in repo card"]))
    }

    @Test func saysWhereTheYAMLIsBroken() {
        let report = report("license: mit\ntags: [a, b")
        #expect(report.errors.count == 1)
        #expect(report.errors.first?.contains("line 4, column 1") == true)
        #expect(self.report("b: 1\na: 1\na: 2").errors.first?.contains("line 3, column 1") == true)
    }

    @Test(arguments: [
        ("license: 3", RepoType.model, "\"license\" must be a string or a list of them"),
        ("license: {a: b}", .model, "\"license\" must be a string or a list of them"),
        ("license: [mit, 3]", .model, "\"license[1]\" must be a string"),
        ("tags: bert", .model, "\"tags\" must be an array"),
        ("tags: [2024]", .model, "\"tags[0]\" must be a string"),
        ("language: {en: 1}", .model, "\"language\" must be a string or a list of them"),
        ("datasets: true", .model, "\"datasets\" must be a string or a list of them"),
        ("library_name: [a]", .model, "\"library_name\" must be a string"),
        ("pipeline_tag: 1", .model, "\"pipeline_tag\" must be a string"),
        (
            "base_model_relation: child", .model,
            "\"base_model_relation\" must be one of [adapter, merge, quantized, finetune]"
        ),
        ("model-index: {}", .model, "\"model-index\" must be an array"),
        ("model-index: [{results: []}]", .model, "\"model-index[0].name\" is required"),
        ("model-index: [{name: a}]", .model, "\"model-index[0].results\" is required"),
        (
            "model-index: [{name: a, results: [{task: {}, dataset: {name: a, type: b}, metrics: []}]}]",
            .model,
            "\"model-index[0].results[0].task.type\" is required"
        ),
        (
            "model-index: [{name: a, results: [{task: {type: t}, dataset: {name: a, type: b}, metrics: [{type: x}]}]}]",
            .model, "\"model-index[0].results[0].metrics[0].value\" is required"
        ),
        ("sdk: flask", .space, "\"sdk\" must be one of [gradio, streamlit, docker, static]"),
        (
            "colorFrom: black", .space,
            "\"colorFrom\" must be one of [red, yellow, green, blue, indigo, purple, pink, gray]"
        ),
        ("emoji: x", .space, "\"emoji\" must be an emoji"),
        ("emoji: \"1\"", .space, "\"emoji\" must be an emoji"),
        ("app_port: \"80\"", .space, "\"app_port\" must be an integer"),
        ("pinned: maybe", .space, "\"pinned\" must be a boolean"),
        ("size_categories: 3", .dataset, "\"size_categories\" must be a string or a list of them"),
        ("configs: [{data_files: x}]", .dataset, "\"configs[0].config_name\" is required"),
        (
            "configs: [{config_name: a, data_files: [{split: a}]}]", .dataset,
            "\"configs[0].data_files[0].path\" is required"
        ),
        (
            "configs: [{config_name: a, data_files: 3}]", .dataset,
            "\"configs[0].data_files\" must be a path, a list of paths or a list of splits with their paths"
        ),
        ("dataset_info: x", .dataset, "\"dataset_info\" must be an object or an array of objects"),
    ])
    func findsErrors(_ yaml: String, _ type: RepoType, _ message: String) {
        #expect(report(yaml, type).errors == [message])
    }

    @Test(arguments: [
        ("license: my-own", RepoType.model, "is not a known license identifier"),
        ("license: other", .model, "say which with license_name"),
        ("language: English", .model, "\"language\" has an unknown value \"English\""),
        ("pipeline_tag: mind-reading", .model, "\"pipeline_tag\" has an unknown value"),
        ("size_categories: huge", .dataset, "\"size_categories\" has an unknown value"),
        ("task_categories: [juggling]", .dataset, "\"task_categories\" has an unknown value"),
    ])
    func warns(_ yaml: String, _ type: RepoType, _ part: String) {
        let report = report(yaml, type)
        #expect(report.isValid)
        #expect(report.warnings.count == 1)
        #expect(report.warnings.first?.contains(part) == true)
    }

    @Test func boundsTheReport() {
        let report = report("tags:\n" + String(repeating: "- 1\n", count: 90_000))
        #expect(report.errors.count == 50)
    }
}
