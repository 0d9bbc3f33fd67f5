import HubClient
import NIOCore

/// The code of docs/client.md, and of comments in the sources. Compiled only: it asks huggingface.co.
struct ClientTextSamples: QuietSamples {
    private func hub() throws {
        let hub = try Hub()
        defer { Task { await hub.shutdown() } }
        print(hub)
    }

    private func hubComment() async throws {
        let hub = try Hub()
        let file = try await hub.model("google-bert/bert-base-uncased").download("config.json")
        print(file)
    }

    private func listComment(_ hub: Hub) async throws {
        for try await model in hub.models(.author("google"), sort: .downloads, limit: 500) { print(model.id) }
    }

    private func find(_ hub: Hub) async throws {
        for try await model in hub.models(.author("google"), .task(.fillMask), sort: .downloads, limit: 500) {
            print(model.id, model.downloads ?? 0)
        }
    }

    private func know(_ hub: Hub) async throws {
        let bert = try hub.model("google-bert/bert-base-uncased")
        let info = try await bert.info(expand: [.safetensors, .tags])
        for try await entry in bert.tree(recursive: true) { print(entry.path) }
        print(info)
    }

    private func download(_ bert: Repo<Model>) async throws {
        let file = try await bert.download("model.safetensors")
        print(file.path, file.size, file.source)

        for try await event in bert.downloads("model.safetensors") {
            if case .bytes(_, let completed, let total) = event { print(completed, total ?? 0) }
        }
    }

    private func snapshots(_ bert: Repo<Model>) async throws {
        let snapshot = try await bert.snapshot(
            revision: "v1.0", allow: ["*.json", "*.safetensors"], ignore: ["onnx/*"])
        let plan = try await bert.plan(allow: ["*.safetensors"])
        let copy = try await bert.snapshot(into: .directory("bert"), policy: DownloadPolicy(concurrency: 4))
        print(snapshot, plan, copy)
    }

    private func use(_ bytes: ByteBuffer) {}

    private func read(_ hub: Hub, _ bert: Repo<Model>) async throws {
        let head = try await bert.read("model.safetensors", bytes: 0..<1024)
        for try await bytes in bert.stream("vocab.txt") { use(bytes) }
        let weights = try await bert.safetensors()
        let gguf = try await hub.model("ggml-org/gemma-3-1b-it-GGUF").gguf("gemma-3-1b-it-Q4_K_M.gguf")
        print(head, weights, gguf)
    }

    private func cache(_ hub: Hub) async throws {
        let report = try await hub.cache.scan()
        try await hub.cache.remove(report.pruning())
    }

    private func errors(_ bert: Repo<Model>) async {
        do {
            let file = try await bert.download("model.safetensors")
            print(file.path)
        } catch {
            switch error.kind {
            case .gated: print("ask for access first")
            case .rateLimited(let wait): print("again in \(wait ?? .seconds(60))")
            case .integrity(let expected, let actual): print("\(actual) instead of \(expected)")
            default: print(error)
            }
        }
    }
}
