import HTTPTypes
import HubAPI
import HubClient
import Testing

@Suite struct RepoInfoTests {
    private static let commit = String(repeating: "0a", count: 20)

    @Test func `A model's info is read with all that the Hub tells`() throws {
        let text = """
            {"_id":"66f","id":"ns/tiny","private":false,"pipeline_tag":"text-generation","library_name":"transformers",
            "tags":["transformers","gguf","license:mit"],"downloads":12345678901,"downloadsAllTime":99,"likes":7,
            "modelId":"ns/tiny","author":"ns","sha":"\(Self.commit)","lastModified":"2026-03-04T05:06:07.000Z",
            "gated":"manual","inference":"warm","disabled":false,"mask_token":"[MASK]","widgetData":[{"text":"Hi"}],
            "model-index":[{"name":"tiny"}],"config":{"architectures":["LlamaForCausalLM"],"model_type":"llama"},
            "cardData":{"license":"mit","language":["en"]},"transformersInfo":{"auto_model":"AutoModelForCausalLM",
            "custom_class":"x.Y","pipeline_tag":"text-generation","processor":"AutoTokenizer"},
            "siblings":[{"rfilename":".gitattributes"},{"rfilename":"model.safetensors","size":1000,
            "blobId":"\(Self.commit)","lfs":{"sha256":"\(String(repeating: "ab", count: 32))","size":1000,
            "pointerSize":135}}],"spaces":["a/b"],"createdAt":"2022-03-02T23:29:04.000Z",
            "safetensors":{"parameters":{"BF16":1500,"F32":8},"total":1508},"usedStorage":4096,"trendingScore":1.5,
            "gguf":{"total":1508,"architecture":"llama"},"inferenceProviderMapping":{"together":{"status":"live",
            "providerId":"tiny-1","task":"conversational"}},"securityRepoStatus":{"scansDone":true},
            "baseModels":{"relation":"finetune"},"childrenModelCount":{"adapter":2},"evalResults":[],
            "resourceGroup":{"name":"g"},"aNewKey":{"x":1}}
            """
        let info = try ModelInfo(json: JSONValue(parsing: Array(text.utf8)))
        #expect(info.id == "ns/tiny")
        #expect(info.author == "ns")
        #expect(info.sha == Self.commit)
        #expect(info.isPrivate == false)
        #expect(info.isDisabled == false)
        #expect(info.gated == .manual)
        #expect(info.lastModified?.iso8601 == "2026-03-04T05:06:07.000Z")
        #expect(info.createdAt?.iso8601 == "2022-03-02T23:29:04.000Z")
        #expect(info.downloads == 12_345_678_901)
        #expect(info.downloadsAllTime == 99)
        #expect(info.likes == 7)
        #expect(info.tags == ["transformers", "gguf", "license:mit"])
        #expect(info.trendingScore == 1.5)
        #expect(info.usedStorage == 4096)
        #expect(info.libraryName == "transformers")
        #expect(info.pipelineTag == "text-generation")
        #expect(info.maskToken == "[MASK]")
        #expect(info.inference == "warm")
        #expect(info.safetensors?.parameters == ["BF16": 1500, "F32": 8])
        #expect(info.safetensors?.total == 1508)
        #expect(info.transformers?.autoModel == "AutoModelForCausalLM")
        #expect(info.transformers?.customClass == "x.Y")
        #expect(info.transformers?.processor == "AutoTokenizer")
        #expect(info.inferenceProviders?.map(\.name) == ["together"])
        #expect(info.inferenceProviders?.first?.providerID == "tiny-1")
        #expect(info.inferenceProviders?.first?.status == "live")
        #expect(info.spaces == ["a/b"])
        #expect(info.cardData?["license"] == "mit")
        #expect(info.config?["model_type"] == "llama")
        #expect(info.gguf?["architecture"] == "llama")
        #expect(info.widgetData == [["text": "Hi"]])
        #expect(info.modelIndex == [["name": "tiny"]])
        #expect(info.securityStatus == ["scansDone": true])
        #expect(info.baseModels == ["relation": "finetune"])
        #expect(info.childrenModelCount == ["adapter": 2])
        #expect(info.resourceGroup == ["name": "g"])
        #expect(info.siblings?.map(\.path) == [".gitattributes", "model.safetensors"])
        #expect(info.siblings?.last?.size == 1000)
        #expect(info.siblings?.last?.blobID == Self.commit)
        #expect(info.siblings?.last?.lfs?.sha256 == String(repeating: "ab", count: 32))
        #expect(info.siblings?.last?.lfs?.pointerSize == 135)
        #expect(info.siblings?.first?.lfs == nil)
        // What this version doesn't know is kept.
        #expect(info.json["aNewKey"] == ["x": 1])
    }

    @Test func `Datasets and Spaces have their own properties`() throws {
        let dataset = try DatasetInfo(
            json: [
                "id": "squad", "description": "Questions", "citation": "@x", "paperswithcode_id": "squad",
                "mainSize": 35, "downloads": 5, "gated": false, "createdAt": "2022-03-02T23:29:22.000Z",
            ])
        #expect(dataset.id == "squad")
        #expect(dataset.description == "Questions")
        #expect(dataset.citation == "@x")
        #expect(dataset.papersWithCodeID == "squad")
        #expect(dataset.mainSize == 35)
        #expect(dataset.downloads == 5)
        #expect(dataset.gated == .open)
        let space = try SpaceInfo(
            json: [
                "id": "ns/app", "sdk": "gradio", "host": "https://ns-app.hf.space", "subdomain": "ns-app",
                "runtime": [
                    "stage": "RUNNING", "hardware": ["current": "cpu-basic", "requested": "t4-small"],
                    "gcTimeout": 172_800,
                ],
                "models": ["a/b"], "datasets": ["c/d"], "region": "us", "cardData": ["title": "An app"],
            ])
        #expect(space.sdk == "gradio")
        #expect(space.host == "https://ns-app.hf.space")
        #expect(space.runtime?.stage == "RUNNING")
        #expect(space.runtime?.hardware == "cpu-basic")
        #expect(space.runtime?.requestedHardware == "t4-small")
        #expect(space.runtime?.sleepTime == 172_800)
        #expect(space.models == ["a/b"])
        #expect(space.datasets == ["c/d"])
        #expect(space.region == "us")
        #expect(space.title == "An app")
    }

    @Test func `Only the id must be there, and what has another kind counts as missing`() throws {
        let info = try ModelInfo(
            json: ["id": "a", "likes": "many", "tags": 7, "private": 1, "gated": 3, "sha": nil, "createdAt": "soon"])
        #expect(info.likes == nil)
        #expect(info.tags == nil)
        #expect(info.isPrivate == nil)
        #expect(info.gated == nil)
        #expect(info.sha == nil)
        #expect(info.createdAt == nil)
        #expect(throws: HubError.self) { try ModelInfo(json: ["likes": 1]) }
        #expect(try ModelInfo(json: ["modelId": "old/list"]).id == "old/list")
    }

    @Test(
        arguments: [
            (false, Gating.open), (true, .auto), ("auto", .auto), ("manual", .manual), ("false", .open),
        ] as [(JSONValue, Gating)])
    func gating(json: JSONValue, gating: Gating) throws {
        #expect(try DatasetInfo(json: ["id": "a", "gated": json]).gated == gating)
    }

    @Test func `Providers come as a list or by name`() throws {
        let info = try ModelInfo(
            json: ["id": "a", "inferenceProviderMapping": [["provider": "x", "task": "t"], ["task": "none"]]])
        #expect(info.inferenceProviders?.map(\.name) == ["x"])
        #expect(info.inferenceProviders?.first?.task == "t")
    }

    @Test func `Requests name the kind, the revision as one segment, and what is wanted`() async throws {
        let transport = TableTransport([
            "GET /api/models/a/b": .json(#"{"id":"a/b"}"#),
            "GET /api/models/gpt2/revision/main": .json(#"{"id":"gpt2"}"#),
            "GET /api/datasets/a/b/revision/refs%2Fpr%2F1?expand=sha&expand=likes": .json(#"{"id":"a/b","likes":1}"#),
            "GET /api/spaces/a/b/revision/x%20y%3F?securityStatus=true&blobs=true": .json(#"{"id":"a/b"}"#),
        ])
        let hub = Hub.answering(transport)
        #expect(try await hub.model("a/b").info().id == "a/b")
        #expect(try await hub.model("gpt2").info(revision: .main).id == "gpt2")
        #expect(try await hub.dataset("a/b").info(revision: "refs/pr/1", expand: [.sha, .likes]).likes == 1)
        #expect(try await hub.space("a/b").info(revision: "x y?", blobs: true, securityStatus: true).id == "a/b")
        #expect(transport.requests.allSatisfy { $0.headers[.authorization] == "Bearer hf_test" })
    }

    @Test func `The commit of a revision is asked for, that of a commit is not`() async throws {
        let transport = TableTransport([
            "GET /api/models/a/b/revision/v1?expand=sha": .json(#"{"id":"a/b","sha":"\#(Self.commit)"}"#),
            "GET /api/models/a/b/revision/main?expand=sha": .json(#"{"id":"a/b"}"#),
        ])
        let repo = try Hub.answering(transport).model("a/b")
        #expect(try await repo.commit(of: "v1") == Self.commit)
        #expect(try await repo.commit(of: Revision(Self.commit)) == Self.commit)
        #expect(transport.asked.count == 1)
        let error = await #expect(throws: HubError.self) { try await repo.commit() }
        #expect(error?.kind == .decoding)
    }

    @Test func `What is there is told from what is not, and from what can't be told`() async throws {
        let transport = TableTransport([
            "GET /api/models/a/b?expand=sha": .json(#"{"id":"a/b"}"#),
            "GET /api/models/a/gated?expand=sha": .error(403, "GatedRepo"),
            "GET /api/models/a/none?expand=sha": .error(401, "RepoNotFound"),
            "GET /api/models/a/broken?expand=sha": .error(500),
            "GET /api/models/a/b/revision/v1?expand=sha": .json(#"{"id":"a/b"}"#),
            "GET /api/models/a/b/revision/v2?expand=sha": .error(404, "RevisionNotFound"),
            "HEAD /a/b/resolve/main/a%20file.txt": .text(""),
            "HEAD /a/b/resolve/refs%2Fpr%2F2/folder/x%23": .text(""),
            "HEAD /a/b/resolve/main/none": .error(404, "EntryNotFound"),
            "HEAD /a/gated/resolve/main/none": .error(403, "GatedRepo"),
        ])
        let hub = Hub.answering(transport)
        let repo = try hub.model("a/b")
        #expect(try await repo.exists())
        #expect(try await hub.model("a/gated").exists())
        #expect(try await !hub.model("a/none").exists())
        let broken = await #expect(throws: HubError.self) { try await hub.model("a/broken").exists() }
        #expect(broken?.kind == .server)
        #expect(try await repo.exists(revision: "v1"))
        #expect(try await !repo.exists(revision: "v2"))
        #expect(try await repo.exists(file: "a file.txt"))
        #expect(try await repo.exists(file: "folder/x#", revision: "refs/pr/2"))
        #expect(try await !repo.exists(file: "none"))
        let gated = await #expect(throws: HubError.self) { try await hub.model("a/gated").exists(file: "none") }
        #expect(gated?.kind == .gated)
    }

    @Test func `A card is the text of README.md, at the path of its kind`() async throws {
        let transport = TableTransport([
            "GET /a/b/resolve/main/README.md": .text("# Model"),
            "GET /datasets/a/b/resolve/v1/README.md": .text("# Dataset"),
            "GET /spaces/a/b/resolve/main/README.md": .error(404, "EntryNotFound"),
        ])
        let hub = Hub.answering(transport)
        #expect(try await hub.model("a/b").card() == "# Model")
        #expect(try await hub.dataset("a/b").card(revision: "v1") == "# Dataset")
        let error = await #expect(throws: HubError.self) { try await hub.space("a/b").card() }
        #expect(error?.kind == .entryNotFound)
    }

    @Test(arguments: ["", "a/b/c", "a//b", "/a", "a b", "a/b.git", "a--b", "../a", ".a", "a/é", "a@b"])
    func badIDs(id: String) {
        let error = #expect(throws: HubError.self) { try Hub.answering(TableTransport([:])).model(id) }
        #expect(error?.kind == .invalidInput)
        #expect(error?.message == "“\(id)” is no id of a repo")
    }
}
