public import HubAPI

/// Which reads of files count as a download (docs/hub/models-download-stats.md; huggingface.js, `countDownloads`).
///
/// A model is loaded from many files and should count once, so that one kind of file stands for it: the configuration
/// by default, another file for libraries that have none. Every GGUF file counts, because people take one of many.
/// Of a dataset any file counts, as on the Hub, and likewise of a Space: the caller makes one of a client's reads in
/// a short time.
public enum DownloadRules {
    /// - Parameter library: The model's library; nil and unknown ones follow the default.
    public static func counts(path: String, library: String?, type: RepoType) -> Bool {
        guard type == .model else { return true }
        let name = Evidence.name(of: path)
        let ending = Evidence.extension(of: name)
        if ending?.lowercased() == "gguf" { return true }
        guard let rule = library.flatMap({ rules[$0] }) else { return usual.contains(path) }
        return rule.paths.contains(path) || rule.names.contains(String(name))
            || ending.map { rule.extensions.contains(String($0)) } ?? false
    }

    /// In the root only: the parts of a pipeline have configurations, too.
    private static let usual: Set<String> = [
        "config.json", "config.yaml", "hyperparams.yaml", "params.json", "meta.yaml",
    ]

    private struct Rule: Sendable {
        var paths: Set<String> = []
        /// In whatever folder.
        var names: Set<String> = []
        var extensions: Set<String> = []
    }

    private static let rules: [String: Rule] = [
        "adapter-transformers": Rule(paths: ["adapter_config.json"]),
        "asteroid": Rule(paths: ["pytorch_model.bin"]),
        "audiocraft": Rule(paths: ["state_dict.bin"]),
        "big_vision": Rule(extensions: ["npz"]),
        "birefnet": Rule(paths: ["model.safetensors"]),
        "bm25s": Rule(paths: ["params.index.json"]),
        "chat_tts": Rule(paths: ["asset/GPT.pt"]),
        "coreml": Rule(names: ["Manifest.json"], extensions: ["mlmodel"]),
        "deepforest": Rule(paths: ["config.json", "model.safetensors"], extensions: ["pt"]),
        "depth-anything-v2": Rule(extensions: ["pth"]),
        "depth-pro": Rule(extensions: ["pt"]),
        "diffree": Rule(paths: ["diffree-step=000010999.ckpt"]),
        // LoRAs lie in the root and have no index.
        "diffusers": Rule(paths: ["model_index.json", "pytorch_lora_weights.safetensors"]),
        "doctr": Rule(paths: ["config.json", "pytorch_model.bin"]),
        "fairseq": Rule(extensions: ["pt"]),
        "fastai": Rule(paths: ["model.pkl", "model.pth"]),
        "fasttext": Rule(extensions: ["bin"]),
        "flair": Rule(paths: ["pytorch_model.bin"]),
        "gemma.cpp": Rule(extensions: ["sbs"]),
        "gliner": Rule(paths: ["gliner_config.json"]),
        "grok": Rule(paths: ["ckpt/tensor00000_000", "ckpt-0/tensor00000_000"]),
        "hezar": Rule(paths: ["model_config.yaml"]),
        "joblib": Rule(extensions: ["joblib"]),
        "keras": Rule(paths: ["config.json"], extensions: ["keras"]),
        "keras-hub": Rule(paths: ["metadata.json"]),
        "kernels": Rule(paths: ["build.toml"]),
        "kokoro": Rule(extensions: ["pth"]),
        "litert": Rule(extensions: ["tflite"]),
        "litert-lm": Rule(extensions: ["litertlm"]),
        "ltx-video": Rule(extensions: ["safetensors"]),
        "mitie": Rule(names: ["total_word_feature_extractor.dat"]),
        "ml-agents": Rule(extensions: ["onnx", "sentis"]),
        "mlc-llm": Rule(names: ["mlc-chat-config.json"]),
        "nemo": Rule(paths: ["model_config.yaml"], extensions: ["nemo"]),
        "open_clip": Rule(paths: ["open_clip_config.json"]),
        "peft": Rule(names: ["adapter_config.json"]),
        "pyannote-audio": Rule(paths: ["config.yaml"]),
        "pythae": Rule(paths: ["model_config.json"]),
        "saelens": Rule(names: ["cfg.json"], extensions: ["npz"]),
        "sam2": Rule(extensions: ["pt"]),
        "sample-factory": Rule(paths: ["cfg.json"]),
        "setfit": Rule(paths: ["config_setfit.json"]),
        "sklearn": Rule(extensions: ["joblib", "pkl", "pickle", "skops"]),
        "spacy": Rule(extensions: ["whl"]),
        "speechbrain": Rule(paths: ["hyperparams.yaml"]),
        "stable-audio-tools": Rule(paths: ["model.safetensors"]),
        "stable-baselines3": Rule(extensions: ["zip"]),
        "stanza": Rule(paths: ["models/default.zip"]),
        "tensorflowtts": Rule(extensions: ["h5"]),
        "tf-keras": Rule(paths: ["saved_model.pb"]),
        "timesfm": Rule(
            paths: ["config.json", "checkpoints/checkpoint_1100000/state/checkpoint", "torch_model.ckpt"]),
        "timm": Rule(paths: ["model.safetensors", "pytorch_model.bin"]),
        "ultralytics": Rule(extensions: ["pt"]),
        "unity-sentis": Rule(extensions: ["sentis"]),
        "vfi-mamba": Rule(extensions: ["pkl"]),
        "voicecraft": Rule(extensions: ["pth"]),
        "whisperkit": Rule(names: ["config.json"]),
        "zonos": Rule(paths: ["config.json"]),
    ]
}
