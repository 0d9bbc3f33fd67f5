import HubAPI
import HubClient
import Testing

@Suite struct VocabularyTests {
    @Test func `Tags and tasks are read`() async throws {
        let transport = TableTransport([
            "GET /api/models-tags-by-type": .json(
                """
                {"pipeline_tag":[{"id":"fill-mask","label":"Fill-Mask","type":"pipeline_tag","subType":"nlp"}],
                "license":[{"id":"license:mit","label":"MIT","type":"license"}],"version":3}
                """),
            "GET /api/datasets-tags-by-type": .json(#"{"language":[{"id":"language:fr","label":"French"}]}"#),
            "GET /api/tasks": .json(
                #"{"z-task":{"label":"Z","summary":"s","widgetModels":["a/b"]},"a-task":{"widgetModels":[]}}"#),
        ])
        let hub = Hub.answering(transport)
        let tags = try await hub.modelTags()
        #expect(tags.groups.keys.sorted() == ["license", "pipeline_tag"])
        #expect(tags.groups["pipeline_tag"]?.first?.label == "Fill-Mask")
        #expect(tags.groups["pipeline_tag"]?.first?.subType == "nlp")
        #expect(try await hub.datasetTags().groups["language"]?.map(\.id) == ["language:fr"])
        let tasks = try await hub.tasks()
        #expect(tasks.map(\.id) == ["z-task", "a-task"])
        #expect(tasks.first?.label == "Z")
        #expect(tasks.first?.widgetModels == ["a/b"])
    }

    @Test func `Parquet files are read as the Hub lists them, and as viewers do`() async throws {
        let transport = TableTransport([
            "GET /api/datasets/a/b/parquet": .json(
                #"{"default":{"train":["http://h/0.parquet","http://h/1.parquet"],"test":["http://h/2.parquet"]}}"#),
            "GET /api/datasets/a/c/parquet": .json(
                """
                {"parquet_files":[{"dataset":"a/c","config":"x","split":"train","url":"http://h/0","filename":"0",
                "size":12}]}
                """),
            "GET /api/datasets/a/d/parquet": .json("[1]"), "GET /api/datasets/a/e/parquet": .error(404, "RepoNotFound"),
        ])
        let hub = Hub.answering(transport)
        let files = try await hub.dataset("a/b").parquet()
        #expect(files.map(\.split) == ["train", "train", "test"])
        #expect(files.map(\.config) == ["default", "default", "default"])
        #expect(files.map(\.url) == ["http://h/0.parquet", "http://h/1.parquet", "http://h/2.parquet"])
        #expect(files.first?.size == nil)
        let viewed = try await hub.dataset("a/c").parquet()
        #expect(viewed.map(\.config) == ["x"])
        #expect(viewed.map(\.size) == [12])
        let wrong = await #expect(throws: HubError.self) { try await hub.dataset("a/d").parquet() }
        #expect(wrong?.kind == .decoding)
        let missing = await #expect(throws: HubError.self) { try await hub.dataset("a/e").parquet() }
        #expect(missing?.kind == .repositoryNotFound)
    }

    @Test func `A leaderboard is read`() async throws {
        let transport = TableTransport([
            "GET /api/datasets/a/b/leaderboard?base_model=true": .json(
                #"[{"rank":1,"modelId":"x/y","value":88,"filename":"r.yaml","verified":true,"pullRequest":4}]"#)
        ])
        let entries = try await Hub.answering(transport).dataset("a/b").leaderboard()
        #expect(entries.map(\.model) == ["x/y"])
        #expect(entries.map(\.rank) == [1])
        #expect(entries.map(\.value) == [88])
        #expect(entries.map(\.pullRequest) == [4])
    }

    @Test func `Searches by meaning and in texts are read`() async throws {
        let transport = TableTransport([
            "GET /api/spaces/semantic-search?q=make%20music&filter=mcp&sdk=gradio&includeNonRunning=true&limit=2":
                .json(
                    """
                    [{"id":"a/b","title":"Music","semanticRelevancyScore":0.75},{"id":"a/c","sdk":"gradio"},
                    {"id":"a/d"}]
                    """),
            "GET /api/search/full-text?q=llama&type=model&skip=20&limit=100": .json(
                """
                {"hits":[{"type":"model","repoId":"a/b","fileName":"README.md","private":false,"tags":["x"],"likes":2,
                "downloads":3,"updatedAt":"2026-01-02T03:04:05.000Z","formatted":{"fileContent":[
                {"text":"a ","type":"text"},{"text":"llama","type":"highlight"}]}},
                {"type":"datasets","repoOwner":"c","repoName":"d"}],"estimatedTotalHits":2}
                """),
        ])
        let hub = Hub.answering(transport)
        let spaces = try await hub.semanticSearch(
            Space.self, "make music", tags: ["mcp"], sdks: ["gradio"], includeNonRunning: true, limit: 2)
        #expect(spaces.map(\.id) == ["a/b", "a/c"])
        #expect(spaces.map(\.semanticRelevance) == [0.75, nil])
        #expect(spaces.first?.title == "Music")
        let hits = try await hub.fullTextSearch("llama", types: [.model], skip: 20, limit: 500)
        #expect(hits.map(\.repo) == ["a/b", "c/d"])
        #expect(hits.map(\.type) == [.model, .dataset])
        #expect(hits.first?.excerpt == [.init(text: "a ", isMatch: false), .init(text: "llama", isMatch: true)])
        let lacking = await #expect(throws: HubError.self) { try await hub.semanticSearch(Model.self, "x") }
        #expect(lacking?.kind == .notSupported)
        #expect(lacking?.message == "The hub http://hub.test does not offer searches of models by meaning")
    }
}
