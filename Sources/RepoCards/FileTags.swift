import HubAPI

/// Tags that the names of a model's files give it, in the order of the Hub.
enum FileTags {
    static func tags(_ evidence: Evidence) -> [String] {
        let paths = evidence.files.map(Path.init)
        return rules.filter { paths.contains(where: $0.matches) }.map(\.tag)
    }

    private struct Path {
        let path: String
        let name: Substring

        init(_ path: String) {
            self.path = path
            name = Evidence.name(of: path)
        }
    }

    private struct Rule: Sendable {
        let tag: String
        let matches: @Sendable (Path) -> Bool

        init(_ tag: String, _ matches: @escaping @Sendable (Path) -> Bool) {
            self.tag = tag
            self.matches = matches
        }
    }

    private static let rules: [Rule] = [
        Rule("pytorch") {
            ($0.name.hasPrefix("pytorch_model") && $0.name.hasSuffix(".bin"))
                || $0.name.hasSuffix(".pt") || $0.name.hasSuffix(".pth")
        },
        Rule("tf") { $0.name == "tf_model.h5" },
        Rule("jax") { $0.name == "flax_model.msgpack" },
        Rule("rust") { $0.name == "rust_model.ot" },
        // A Core ML package is a folder.
        Rule("coreml") { $0.name.hasSuffix(".mlmodel") || $0.path.contains(".mlpackage/") },
        Rule("onnx") { $0.name.hasSuffix(".onnx") },
        Rule("safetensors") { $0.name.hasSuffix(".safetensors") },
        Rule("openvino") { $0.name.hasPrefix("openvino_") && $0.name.hasSuffix(".xml") },
        Rule("gguf") { $0.name.hasSuffix(".gguf") },
        Rule("tflite") { $0.name.hasSuffix(".tflite") },
        Rule("nemo") { $0.name.hasSuffix(".nemo") },
        Rule("joblib") { $0.name.hasSuffix(".joblib") || $0.name.hasSuffix(".skops") },
        Rule("keras") { $0.name.hasSuffix(".keras") },
        Rule("tensorboard") { $0.path.hasPrefix("runs/") || $0.name.hasPrefix("events.out.tfevents") },
    ]
}
