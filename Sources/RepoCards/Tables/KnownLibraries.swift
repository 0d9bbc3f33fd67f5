/// The libraries whose name, found among a card's tags, says what a model is loaded with, and how people write them.
///
/// The keys are those that cards and filters of the Hub use (huggingface.js, `model-libraries.ts`).
public enum KnownLibraries {
    public struct Library: Sendable, Hashable {
        public let key: String
        public let label: String
    }

    /// Sorted by key.
    public static let all: [Library] = entries.map(Library.init)

    /// What files alone tell: frameworks and formats that models are filtered by like libraries.
    public static let formats: [Library] = [
        ("pytorch", "PyTorch"), ("tf", "TensorFlow"), ("jax", "JAX"), ("rust", "Rust"), ("coreml", "Core ML"),
        ("onnx", "ONNX"), ("safetensors", "Safetensors"), ("openvino", "OpenVINO"), ("gguf", "GGUF"),
        ("tflite", "TF Lite"), ("tensorboard", "TensorBoard"),
    ].map(Library.init)

    /// How people write a library: the key itself for an unknown one.
    public static func label(of key: String) -> String { labels[key] ?? key }

    static func isKnown(_ key: String) -> Bool { keys.contains(key) }

    private static let keys = Set(all.map(\.key))
    private static let labels = Dictionary((formats + all).map { ($0.key, $0.label) }) { _, last in last }

    private static let entries: [(String, String)] = [
        ("PaddleOCR", "PaddleOCR"), ("acestep", "ACE-Step"), ("adapter-transformers", "Adapters"),
        ("allennlp", "AllenNLP"), ("anemoi", "AnemoI"), ("araclip", "AraClip"), ("asteroid", "Asteroid"),
        ("audiocraft", "Audiocraft"), ("audioseal", "AudioSeal"), ("bagel-mot", "Bagel"),
        ("bboxmaskpose", "BBoxMaskPose"), ("ben2", "BEN2"), ("bertopic", "BERTopic"), ("big_vision", "Big Vision"),
        ("birder", "Birder"), ("birefnet", "BiRefNet"), ("bm25s", "BM25S"), ("boltzgen", "BoltzGen"),
        ("cancertathomev2", "Cancer@HomeV2"), ("cartesia_mlx", "Cartesia MLX"),
        ("cartesia_pytorch", "Cartesia PyTorch"), ("chai-lab", "Chai"), ("champ", "Champ"), ("chat_tts", "ChatTTS"),
        ("chatterbox", "Chatterbox"), ("chronos-forecasting", "Chronos"), ("clara", "Clara"),
        ("clipscope", "clipscope"), ("colipri", "COLIPRI"), ("collectorvision", "CollectorVision"),
        ("colpali", "ColPali"), ("contexttab", "ConTextTab"), ("cosmos", "Cosmos"), ("cosyvoice", "CosyVoice"),
        ("cotracker", "CoTracker"), ("cxr-foundation", "CXR Foundation"), ("deepforest", "DeepForest"),
        ("depth-anything-v2", "DepthAnythingV2"), ("depth-pro", "Depth Pro"), ("derm-foundation", "Derm Foundation"),
        ("describe-anything", "Describe Anything"), ("dghs-imgutils", "imgutils"), ("dia-tts", "Dia"),
        ("dialoguekit", "DialogueKit"), ("diff-interpretation-tuning", "Diff Interpretation Tuning"),
        ("diffree", "Diffree"), ("diffusers", "Diffusers"), ("diffusionkit", "DiffusionKit"), ("doctr", "docTR"),
        ("dreamid-v", "DreamID-V"), ("edsnlp", "EDS-NLP"), ("elm", "ELM"), ("encoderfile", "encoderfile"),
        ("espnet", "ESPnet"), ("fairseq", "Fairseq"), ("fastai", "fastai"), ("fastprint", "FastPrint"),
        ("fasttext", "fastText"), ("flair", "Flair"), ("fme", "Full Model Emulation"),
        ("foldingdiff", "FoldingDiff"), ("gemma.cpp", "gemma.cpp"), ("genmo", "Genmo"),
        ("geometry-crafter", "GeometryCrafter"), ("gliner", "GLiNER"), ("gliner2", "GLiNER2"),
        ("glm-tts", "GLM-TTS"), ("glyph-byt5", "Glyph-ByT5"), ("granite-library", "Granite Library"),
        ("grok", "Grok"), ("habibi-tts", "Habibi-TTS"), ("hallo", "Hallo"), ("hermes", "HERMES"), ("hezar", "Hezar"),
        ("higgs-audio", "Higgs Audio"), ("htrflow", "HTRflow"), ("hunyuan-dit", "HunyuanDiT"),
        ("hunyuan-world-voyager", "HunyuanWorld-Voyager"), ("hunyuan3d-2", "Hunyuan3D-2"),
        ("hy-worldplay", "HY-WorldPlay"), ("image-matching-models", "Image Matching Models"),
        ("imstoucan", "IMS Toucan"), ("index-tts", "IndexTTS"), ("indextts", "IndexTTS"),
        ("infinite-you", "InfiniteYou"), ("infinitetalk", "InfiniteTalk"), ("intellifold", "IntelliFold"),
        ("joblib", "Joblib"), ("k2", "K2"), ("keras", "Keras"), ("keras-hub", "KerasHub"), ("kernels", "Kernels"),
        ("kimi-audio", "KimiAudio"), ("kittentts", "KittenTTS"), ("kokoro", "Kokoro"), ("kronos", "KRONOS"),
        ("lerobot", "LeRobot"), ("lightglue", "LightGlue"), ("lightning-ir", "Lightning IR"), ("litert", "LiteRT"),
        ("litert-lm", "LiteRT-LM"), ("liveportrait", "LivePortrait"), ("llama-cpp-python", "llama-cpp-python"),
        ("ltx-video", "LTX-Video"), ("lvface", "LVFace"), ("magenta-realtime", "Magenta RT"), ("magi-1", "MAGI-1"),
        ("mamba-ssm", "MambaSSM"), ("manas-1", "MANAS-1"), ("mars5-tts", "MARS5-TTS"), ("matanyone", "MatAnyone"),
        ("medvae", "MedVAE"), ("merlin", "Merlin"), ("mesh-anything", "MeshAnything"), ("metavoice", "MetaVoice"),
        ("mindspore", "MindSpore"), ("mini-omni2", "Mini-Omni2"), ("mitie", "MITIE"), ("ml-agents", "ml-agents"),
        ("ml-sharp", "Sharp"), ("mlc-llm", "MLC-LLM"), ("mlx", "MLX"), ("mlx-image", "mlx-image"),
        ("model2vec", "Model2Vec"), ("moshi", "Moshi"), ("mtvcraft", "MTVCraft"), ("multimolecule", "MultiMolecule"),
        ("nemo", "NeMo"), ("open-oasis", "open-oasis"), ("open-sora", "Open-Sora"), ("open_clip", "OpenCLIP"),
        ("outetts", "OuteTTS"), ("paddlenlp", "PaddleNLP"), ("paddlepaddle", "PaddlePaddle"), ("peft", "PEFT"),
        ("perception-encoder", "Perception Encoder"), ("phantom-wan", "Phantom"), ("pocket-tts", "Pocket TTS"),
        ("pruna-ai", "Pruna AI"), ("pxia", "pxia"), ("py-feat", "Py-Feat"), ("pyannote-audio", "pyannote.audio"),
        ("pysentimiento", "pysentimiento"), ("pythae", "pythae"), ("pytorch-image-models", "timm"),
        ("qwen3_tts", "Qwen3-TTS"), ("refiners", "Refiners"), ("relik", "Relik"), ("renderformer", "RenderFormer"),
        ("reverb", "Reverb"), ("rtmpose", "RTMPose"), ("saelens", "SAELens"), ("sam-3d-body", "SAM 3D Body"),
        ("sam-3d-objects", "SAM 3D Objects"), ("sam-audio", "SAM Audio"), ("sam2", "SAM 2"),
        ("sample-factory", "sample-factory"), ("sana", "Sana"), ("sapiens", "Sapiens"), ("scvi-tools", "scvi-tools"),
        ("seedvr", "SeedVR"), ("self-forcing", "SelfForcing"), ("sentence-transformers", "sentence-transformers"),
        ("setfit", "SetFit"), ("sklearn", "Scikit-learn"), ("soloaudio", "SoloAudio"), ("songbloom", "SongBloom"),
        ("soprano", "Soprano"), ("spacy", "spaCy"), ("span-marker", "SpanMarker"), ("speechbrain", "SpeechBrain"),
        ("ssr-speech", "SSR-Speech"), ("stable-audio-tools", "Stable Audio Tools"),
        ("stable-baselines3", "Stable-Baselines3"), ("stanza", "Stanza"), ("supertonic", "Supertonic"),
        ("swarmformer", "SwarmFormer"), ("tensorflowtts", "TensorFlowTTS"), ("terratorch", "TerraTorch"),
        ("tf-keras", "TF-Keras"), ("threedtopia-xl", "3DTopia-XL"), ("tic-clip", "TiC-CLIP"), ("timesfm", "TimesFM"),
        ("timm", "timm"), ("tirex", "TiRex"), ("transformers", "Transformers"),
        ("transformers.js", "Transformers.js"), ("trellis", "Trellis"), ("ultralytics", "ultralytics"),
        ("ultrashape", "UltraShape"), ("unik3d", "UniK3D"), ("unity-sentis", "unity-sentis"), ("univa", "UniVA"),
        ("vfi-mamba", "VFIMamba"), ("vggt", "VGGT"), ("vibevoice", "VibeVoice"), ("videoprism", "VideoPrism"),
        ("visionts", "VisionTS"), ("vismatch", "VisMatch"), ("vllm", "vLLM"), ("voicecraft", "VoiceCraft"),
        ("voxcpm", "VoxCPM"), ("vui", "Vui"), ("wham", "WHAM"), ("whisperkit", "WhisperKit"), ("yolov10", "YOLOv10"),
        ("yolov26", "YOLOv26"), ("zonos", "Zonos"),
    ]
}
