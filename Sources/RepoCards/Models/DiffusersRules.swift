import HubAPI

/// What a pipeline of diffusers is for, by the words in the name of its class.
enum DiffusersRules {
    static func task(_ evidence: Evidence) -> String? {
        guard let name = evidence.document("model_index.json")?["_class_name"]?.string, name.hasSuffix("Pipeline")
        else { return nil }
        return words.first { name.contains($0.word) }?.task ?? "text-to-image"
    }

    /// The first word that is in the name counts.
    private static let words: [(word: String, task: String)] = [
        ("ImageToVideo", "image-to-video"), ("StableVideoDiffusion", "image-to-video"),
        ("I2VGen", "image-to-video"), ("Image2Video", "image-to-video"), ("VideoToVideo", "video-to-video"),
        ("TextToVideo", "text-to-video"), ("Video", "text-to-video"), ("AnimateDiff", "text-to-video"),
        ("Latte", "text-to-video"), ("LTX", "text-to-video"), ("Mochi", "text-to-video"),
        ("WanPipeline", "text-to-video"), ("Allegro", "text-to-video"), ("SkyReels", "text-to-video"),
        ("AudioLDM", "text-to-audio"), ("MusicLDM", "text-to-audio"), ("StableAudio", "text-to-audio"),
        ("ShapEImg2Img", "image-to-3d"), ("ShapE", "text-to-3d"),
        ("MarigoldDepth", "depth-estimation"),
        ("Img2Img", "image-to-image"), ("InstructPix2Pix", "image-to-image"), ("Upscale", "image-to-image"),
        ("Inpaint", "image-to-image"), ("Edit", "image-to-image"), ("Kontext", "image-to-image"),
        ("SuperResolution", "image-to-image"), ("ImageVariation", "image-to-image"),
        ("DDPM", "unconditional-image-generation"), ("DDIM", "unconditional-image-generation"),
        ("PNDM", "unconditional-image-generation"), ("ScoreSdeVe", "unconditional-image-generation"),
        ("LDMPipeline", "unconditional-image-generation"), ("ConsistencyModel", "unconditional-image-generation"),
    ]
}
