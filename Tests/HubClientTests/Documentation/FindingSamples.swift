import HubAPI
import HubClient
import Testing

/// The code of “Finding repos”.
@Suite(.timeLimit(.minutes(2))) struct FindingSamples: QuietSamples {
    private func filters(_ hub: Hub) async throws {
        let small = hub.models(
            .library("gguf"), .license("apache-2.0"), .parameters(max: 8_000_000_000), sort: .trendingScore)
        let french = try await hub.datasets(.language("fr"), .format("parquet")).collect(max: 10)
        let demos = hub.spaces(.sdk("gradio"), .model("openai/whisper-large-v3"))
        print(small, french, demos)
    }

    private func search(_ hub: Hub) async throws {
        let translators = try await hub.semanticSearch(Space.self, "translate a video", limit: 5)
        let hits = try await hub.fullTextSearch("sentence embeddings", types: [.model])
        for hit in hits {
            print(hit.repo, hit.excerpt.map(\.text).joined())
        }
        print(translators)
    }

    @Test func listsOfModels() async throws {
        try await withBench { bench in
            bench.faults.put("google/a", ["config.json": .text("{}")])
            let hub = bench.hub

            let models = hub.models(.author("google"), .task(.fillMask), sort: .downloads, limit: 500)
            for try await model in models {
                print(model.id, model.downloads ?? 0)
            }

            let ggufs = hub.models(.library("gguf"), expand: [.gguf, .downloads], limit: 20)
            for try await model in ggufs {
                print(model.id, model.gguf?["architecture"]?.string ?? "?")
            }

            let asked = bench.faults.requests("GET", "^/api/models").map(\.target)
            #expect(
                asked == [
                    "/api/models?author=google&pipeline_tag=fill-mask&sort=downloads&limit=500",
                    "/api/models?filter=gguf&expand=gguf&expand=downloads&limit=20",
                ])
        }
    }

    @Test func insideOfARepo() async throws {
        try await withBench { bench in
            bench.faults.put("o/m", ["config.json": .text("{}"), "w.bin": .lfs([1, 2, 3])])
            bench.faults.route("GET", "/commits/main") { _ in FaultAnswer(json: [String]()) }
            let model = try bench.model

            for try await entry in model.tree(recursive: true) {
                guard let file = entry.file else { continue }
                print(file.path, file.size, file.lfs?.sha256 ?? "in git")
            }
            let tags = try await model.refs().tags.map(\.name)
            for try await commit in model.commits(limit: 10) { print(commit.id, commit.title) }

            #expect(tags == [] && bench.faults.requests.count == 3)
        }
    }

    @Test func routesWithoutAMethod() async throws {
        try await withBench { bench in
            bench.faults.put("o/m", ["config.json": .text("{}")])
            let hub = bench.hub

            struct Entry: Decodable { let id: String }

            let pages = hub.pages("/api/models", query: ["filter": "license:mit"])
            for try await page in pages {
                for entry in try page.decode([Entry].self) { print(entry.id) }
            }

            #expect(bench.faults.requests.map(\.target) == ["/api/models?filter=license%3Amit"])
        }
    }
}
