import HubAPI
import HubClient
import NIOCore
import Testing

/// The code of “Downloading files”.
@Suite(.timeLimit(.minutes(2))) struct DownloadingSamples: QuietSamples {
    private static let files: [String: FaultFile] = [
        "config.json": .text("{}"), "vocab.txt": .text("[PAD]"), "model.safetensors": .lfs(FaultFile.noise(5000)),
        "onnx/model.onnx": .lfs(FaultFile.noise(100)),
    ]

    private func intoAFolder(_ model: Repo<Model>) async throws {
        let copy = try await model.snapshot(into: .directory("bert"), policy: DownloadPolicy(concurrency: 4))
        print(copy.files.map(\.path))
    }

    private func withoutTheCache(_ hub: Hub, _ model: Repo<Model>, _ hash: String) async throws {
        let head = try await model.read("model.safetensors", bytes: 0..<1024)
        for try await bytes in model.stream("vocab.txt") { print(bytes.readableBytes) }
        try await hub.download("https://example.org/data.bin", to: "data.bin", sha256: hash)
        print(head)
    }

    @Test func oneFile() async throws {
        try await withBench { bench in
            bench.faults.put("o/m", Self.files)
            let model = try bench.model

            let file = try await model.download("model.safetensors")
            print(file.path, file.size, file.source)

            #expect(file.source == .http)
        }
    }

    @Test func oneFileAsEvents() async throws {
        try await withBench { bench in
            bench.faults.put("o/m", Self.files)
            let model = try bench.model

            for try await event in model.downloads("model.safetensors") {
                switch event {
                case .planned(_, let bytes): print("\(bytes) bytes to come")
                case .bytes(_, let completed, let total): print(completed, total ?? 0)
                case .restarted(_, let reason): print("from the beginning: \(reason)")
                case .finished(_, let file): print(file.path)
                }
            }

            #expect(bench.faults.requests("GET", "resolve/.*/model.safetensors").count == 1)
        }
    }

    @Test func manyFiles() async throws {
        try await withBench { bench in
            bench.faults.put("o/m", Self.files, to: "v1.0")
            bench.faults.put("o/m", Self.files)
            let model = try bench.model

            let snapshot = try await model.snapshot(
                revision: "v1.0", allow: ["*.json", "*.safetensors"], ignore: ["onnx/"])
            print(snapshot.path, snapshot.files.count)

            let missing = try await model.plan(allow: ["*.safetensors"]).filter(\.willDownload)
            print(missing.compactMap(\.size).reduce(0, +))

            #expect(snapshot.files.map(\.file) == ["config.json", "model.safetensors"] && missing == [])
        }
    }

    @Test func theCache() async throws {
        try await withBench { bench in
            bench.faults.put("google-bert/bert-base-uncased", Self.files)
            let hub = bench.hub
            _ = try await hub.model("google-bert/bert-base-uncased").download("config.json")

            let report = try await hub.cache.scan()
            for repo in report.repos { print(repo.cacheID, repo.size) }

            let removal = report.removal(of: [.repo("model/google-bert/bert-base-uncased")])
            print("frees \(removal.freedBytes) bytes")
            try await hub.cache.remove(removal)

            #expect(removal.freedBytes == 2)
            #expect(try await hub.cache.scan().repos == [])
        }
    }

    @Test func theCacheComparedAndOffline() async throws {
        try await withBench { bench in
            bench.faults.put("o/m", Self.files)
            let (hub, model) = (bench.hub, try bench.model)
            _ = try await model.snapshot(allow: ["config.json", "vocab.txt"])

            let commit = try await model.commit()
            var files: [String: CachedTree.Entry] = [:]
            let tree = model.tree(recursive: true, revision: Revision(commit))
            for try await entry in tree {
                guard let file = entry.file, let blobID = file.oid else { continue }
                files[file.path] = CachedTree.Entry(size: file.size, blobID: blobID, sha256: file.lfs?.sha256)
            }
            let reference = RepoReference(type: .model, id: model.id)
            let result = try await hub.cache.verify(reference, commit: commit, against: CachedTree(files: files))
            print(result.mismatches.map(\.file), result.missing)

            #expect(result.mismatches == [] && result.missing == ["model.safetensors", "onnx/model.onnx"])
            bench.faults.forgetRequests()

            let policy = DownloadPolicy(cacheOnly: true)
            let config = try await model.download("config.json", policy: policy)
            if case .file(let path, _)? = try hub.cache.cachedFile("vocab.txt", of: reference) { print(path) }

            #expect(config.source == .cache && bench.faults.requests.isEmpty)
        }
    }
}
