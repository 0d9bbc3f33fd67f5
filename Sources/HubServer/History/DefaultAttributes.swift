import HubAPI

/// The `.gitattributes` a new repo begins with: the kinds of file that are large files from the start.
enum DefaultAttributes {
    private static let archives = ["7z", "bz2", "gz", "lz4", "rar", "tar", "tgz", "xz", "zip", "zst"]
    private static let weights = [
        "arrow", "bin", "ckpt", "ftz", "gguf", "h5", "joblib", "mlmodel", "model", "msgpack", "npy", "npz", "onnx",
        "ot", "parquet", "pb", "pickle", "pkl", "pt", "pth", "safetensors", "tflite", "wasm",
    ]
    private static let media = [
        "aac", "bmp", "flac", "gif", "jpeg", "jpg", "mp3", "mp4", "ogg", "pcm", "png", "raw", "sam", "tiff", "wav",
        "webm", "webp",
    ]
    private static let patterns = ["*.lfs.*", "*.tar.*", "*tfevents*", "saved_model/**/*"]

    static func text(for type: RepoType) -> String {
        let suffixes = (archives + weights + (type == .dataset ? media + ["mds"] : [])).sorted()
        let lines = suffixes.map { "*." + $0 } + patterns
        return lines.map { $0 + " filter=lfs diff=lfs merge=lfs -text\n" }.joined()
    }
}
