import HubAPI
import ModelFormats

/// The config of an image: what `ollama show` tells before the model is loaded.
enum OllamaConfig {
    static func json(
        _ summary: GGUFSummary, quantization: String?, hasProjector: Bool, layers: [OllamaImage.Layer]
    ) -> [UInt8] {
        let family = summary.architecture ?? "unknown"
        // Ollama knows by the second family that a model sees.
        let families: JSONValue = hasProjector && family != "clip" ? [.string(family), "clip"] : [.string(family)]
        let value: JSONValue = [
            "model_format": "gguf", "model_family": .string(family), "model_families": families,
            "model_type": .string(summary.sizeLabel ?? sizeLabel(summary.parameters)),
            "file_type": .string(summary.fileType ?? quantization ?? "unknown"),
            "architecture": "amd64", "os": "linux",
            "rootfs": ["type": "layers", "diff_ids": .array(layers.map { .string($0.digest.description) })],
        ]
        return value.utf8
    }

    /// `134.52M`, `8.03B`: what makers write who write no label of their own.
    static func sizeLabel(_ parameters: Int64) -> String {
        for (unit, letter) in [(1_000_000_000_000, "T"), (1_000_000_000, "B"), (1_000_000, "M"), (1000, "K")]
        where parameters >= Int64(unit) {
            let hundredths = Int64((Double(parameters) / Double(unit) * 100).rounded())
            let rest = hundredths % 100
            let digits = (rest < 10 ? "0" : "") + String(rest)
            return "\(hundredths / 100)\(rest == 0 ? "" : "." + digits)\(letter)"
        }
        return String(max(parameters, 0))
    }
}
