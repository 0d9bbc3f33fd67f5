/// Tags that the names of a model's files give it, in the order of the Hub.
enum FileTags {
    static func tags(_ evidence: Evidence) -> [String] {
        rules.filter { $0.matches(evidence) }.map(\.tag)
    }

    private struct Rule: Sendable {
        let tag: String
        let matches: @Sendable (Evidence) -> Bool

        init(_ tag: String, _ matches: @escaping @Sendable (Evidence) -> Bool) {
            self.tag = tag
            self.matches = matches
        }
    }

    private static let rules: [Rule] = [
        Rule("pytorch") {
            $0.hasFile(withExtension: "pt", "pth")
                || ($0.hasFile(withExtension: "bin")
                    && $0.names.contains { $0.utf8.starts(with: "pytorch_model".utf8) && $0.hasSuffix(".bin") })
        },
        Rule("tf") { $0.names.contains("tf_model.h5") },
        Rule("jax") { $0.names.contains("flax_model.msgpack") },
        Rule("rust") { $0.names.contains("rust_model.ot") },
        // A Core ML package is a folder.
        Rule("coreml") {
            $0.hasFile(withExtension: "mlmodel")
                || $0.paths.contains { PathBytes.hasFolder(endingIn: ".mlpackage", $0) }
        },
        Rule("onnx") { $0.hasFile(withExtension: "onnx") },
        Rule("safetensors") { $0.hasFile(withExtension: "safetensors") },
        Rule("openvino") {
            $0.hasFile(withExtension: "xml")
                && $0.names.contains { $0.utf8.starts(with: "openvino_".utf8) && $0.hasSuffix(".xml") }
        },
        Rule("gguf") { $0.hasFile(withExtension: "gguf") },
        Rule("tflite") { $0.hasFile(withExtension: "tflite") },
        Rule("nemo") { $0.hasFile(withExtension: "nemo") },
        Rule("joblib") { $0.hasFile(withExtension: "joblib", "skops") },
        Rule("keras") { $0.hasFile(withExtension: "keras") },
        Rule("tensorboard") {
            $0.paths.contains { $0.utf8.starts(with: "runs/".utf8) }
                || $0.names.contains { $0.utf8.starts(with: "events.out.tfevents".utf8) }
        },
    ]
}
