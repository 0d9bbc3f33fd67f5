import HubAPI
import HubClient
import ModelFormats
import Testing

/// The code of the landing page, of “Getting started” and of the README.
///
/// What needs the environment or more of a hub than tests have is compiled only; the rest runs.
@Suite(.timeLimit(.minutes(2))) struct StartingSamples: QuietSamples {
    private func overview() async throws {
        let hub = try Hub()
        let bert = try hub.model("google-bert/bert-base-uncased")

        let info = try await bert.info()
        print(info.downloads ?? 0, info.tags ?? [])

        let file = try await bert.download("config.json")
        print(file.path)

        await hub.shutdown()
    }

    private func readme() async throws {
        let hub = try Hub()
        let bert = try hub.model("google-bert/bert-base-uncased")
        for try await model in hub.models(.author("google"), sort: .downloads, limit: 100) { print(model.id) }
        let info = try await bert.info()
        let file = try await bert.download("config.json")
        let snapshot = try await bert.snapshot(allow: ["*.safetensors"])
        let parameters = try await bert.safetensors().parameters.total
        print(info, file, snapshot, parameters)
    }

    private func environment() async throws {
        let hub = try Hub()
        let account = try await hub.whoami()
        print(account.name)
        await hub.shutdown()
    }

    private func scoped() async throws {
        let total = try await withHub(try .environment()) { hub in
            try await hub.model("google-bert/bert-base-uncased").safetensors().parameters.total
        }
        print(total)
    }

    private func configured(_ secret: String) async throws {
        var configuration = HubConfiguration(
            endpoint: "https://hub.example.org", token: .value(secret), home: "/var/lib/example")
        configuration.cacheDirectory = "/scratch/models"
        configuration.readTimeout = .seconds(30)
        let hub = Hub(configuration)
        print(hub.configuration.endpoint)
    }

    private func kinds(_ hub: Hub) async throws {
        let model = try hub.model("google-bert/bert-base-uncased")
        let dataset = try hub.dataset("rajpurkar/squad")
        let space = try hub.space("gradio/hello_world")

        let weights = try await model.safetensors()
        let tables = try await dataset.parquet()
        let runtime = try await space.info().runtime
        print(weights.files.count, tables.count, runtime?.stage ?? "")
    }

    private func login(_ hub: Hub, _ secret: String) async throws {
        let login = try await hub.login(token: secret)
        print("Logged in as \(login.user)")
    }

    private func browserLogin(_ hub: Hub) async throws {
        let login = try await hub.login { code in
            print("Open \(code.verificationAddress) and enter \(code.userCode)")
        }
        print(login.user)
    }

    @Test func answersOfOneCommit() async throws {
        try await withBench { bench in
            bench.faults.put("o/m", ["config.json": .text("{}"), "vocab.txt": .text("[PAD]")])
            let model = try bench.model

            let commit = Revision(try await model.commit(of: "main"))
            let config = try await model.download("config.json", revision: commit)
            let vocabulary = try await model.download("vocab.txt", revision: commit)

            #expect(config.commit == commit.name && vocabulary.commit == commit.name)
        }
    }

    @Test func placesThatPeopleType() async throws {
        try await withBench { bench in
            bench.faults.put("rajpurkar/squad", type: .dataset, ["README.md": .text("# Squad")])
            let hub = bench.hub

            let place = try hub.repo(parsing: "hf://datasets/rajpurkar/squad@main/README.md")
            if case .dataset(let dataset) = place.repo {
                let file = try await dataset.download(place.path, revision: place.revision ?? .main)
                print(file.path)
            }

            #expect(bench.faults.requests("GET", "/datasets/rajpurkar/squad/resolve/.*/README.md").count == 1)
        }
    }
}
