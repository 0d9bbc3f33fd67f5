/// The libraries whose name, found among a card's tags, says what a model is loaded with.
enum KnownLibraries {
    static let all: Set<String> = [
        "adapter-transformers", "allennlp", "anemoi", "asteroid", "bertopic", "big_vision", "birefnet",
        "bm25s", "chronos-forecasting", "coreml", "cosmos", "cxr-foundation", "deepforest",
        "depth-anything-v2", "diffree", "diffusers", "diffusionkit", "doctr", "edsnlp", "elm", "espnet",
        "fairseq", "fastai", "fastprint", "fasttext", "flair", "gemma.cpp", "gliner", "grok", "hallo",
        "hunyuan-dit", "imstoucan", "indextts", "infinitetalk", "joblib", "k2", "keras", "keras-hub",
        "kernels", "kokoro", "ltx-video", "mamba-ssm", "mars5-tts", "mesh-anything", "mindspore", "mitie",
        "ml-agents", "mlx", "mlx-image", "mlc-llm", "model2vec", "moshi", "nemo", "open-oasis", "open_clip",
        "paddlenlp", "peft", "perception-encoder", "phantom-wan", "pruna-ai", "pyannote-audio", "py-feat",
        "pysentimiento", "pythae", "pytorch-image-models", "relik", "refiners", "rtmpose", "saelens",
        "sam2", "sample-factory", "sana", "sapiens", "sentence-transformers", "setfit", "sklearn", "spacy",
        "span-marker", "speechbrain", "stable-audio-tools", "stable-baselines3", "stanza", "swarmformer",
        "tensorflowtts", "tf-keras", "timesfm", "timm", "transformers", "transformers.js", "trellis",
        "ultralytics", "unity-sentis", "vfi-mamba", "vllm", "whisperkit", "yolov10", "zonos",
    ]
}
