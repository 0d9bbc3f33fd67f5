import HubClient
import ModelFormats
import Testing

/// The code of “Reading headers from afar”.
@Suite(.timeLimit(.minutes(2))) struct HeaderSamples: QuietSamples {
    @Test func safetensors() async throws {
        try await withBench { bench in
            let content = HeaderFixtures.safetensors([("weight", "F32", 4, 6), ("bias", "F16", 2, 3)])
            bench.faults.put("o/m", ["model.safetensors": .lfs(content)])
            let model = try bench.model

            let weights = try await model.safetensors()
            print(weights.parameters.total)
            for count in weights.parameters.byType { print(count.dtype, count.parameters) }

            for file in weights.files {
                for tensor in file.header.tensors { print(tensor.name, tensor.dtype, tensor.shape) }
            }

            guard let file = weights.files.first, let tensor = file.header.tensors.first else { return }
            let start = Int64(SafetensorsHeader.prefixLength + file.header.length)
            let bytes = try await model.read(file.path, bytes: start + tensor.begin..<start + tensor.end)

            #expect(weights.parameters.total == 9 && bytes == Array(repeating: 7, count: 24))
        }
    }

    @Test func gguf() async throws {
        try await withBench { bench in
            bench.faults.put("o/m", ["small-Q4_K_M.gguf": .lfs(HeaderFixtures.gguf())])
            let model = try bench.model

            let listing = try await model.ggufModels()
            for model in listing.models { print(model.quantization ?? "?", model.size, model.paths.count) }

            guard let choice = listing.model(tagged: "Q4_K_M") ?? listing.preferred else { return }
            let gguf = try await model.gguf(choice.firstPath)
            print(gguf.header.architecture ?? "?", gguf.header.parameters)
            print(gguf.metadata["general.name"]?.string ?? "without a name")

            let tokens = gguf.strings("tokenizer.ggml.tokens", atMost: 10) ?? []

            #expect(gguf.header.architecture == "llama" && tokens.count == 3)
        }
    }
}
