/// What turns a model's input into numbers, by the type of the model.
///
/// After the mappings of transformers 5.23 (`models/auto`): a processor for several kinds of input, else a tokenizer,
/// else one for images, else one for sound.
enum ProcessorTable {
    static func processor(of modelType: String) -> String {
        if several.contains(modelType) { return "AutoProcessor" }
        if images.contains(modelType) { return "AutoImageProcessor" }
        if sounds.contains(modelType) { return "AutoFeatureExtractor" }
        return "AutoTokenizer"
    }

    private static func words(_ text: String) -> Set<String> { Set(text.split(separator: " ").map(String.init)) }

    private static let several = words(
        """
        align altclip aria audioflamingo3 aya_vision bark blip blip-2 bridgetower bros canary chameleon \
        chinese_clip clap clip clipseg clvp cohere2_vision cohere_asr cohere_compass colmodernvbert colpali \
        colqwen2 cosmos3_edge csm data2vec-audio deepseek_ocr2 deepseek_vl deepseek_vl_hybrid dia dots3_note \
        embedding_gemma2 emu3 ernie4_5_vl_moe evolla exaone4_5 flava florence2 fun_asr_nano fuyu gemma3 gemma3n \
        gemma4 gemma4_unified git glm46v glm4v glm5_next glm_image glmasr glmga got_ocr2 granite4_vision \
        granite_docling granite_speech grounding-dino higgs_audio_v2 hubert hunyuan_vl hyperclovax_vision_v2 \
        idefics idefics2 idefics3 inkling2 instructblip instructblipvideo internvl janus kimi_k25 kosmos-2 \
        kyutai_speech_to_text layoutlmv2 layoutlmv3 layoutxlm lfm2_vl lfm3_vl lighton_ocr llama4 llava \
        llava_next llava_next_video llava_onevision markuplm mctct mgp-str minicpm_ocr minicpmv4_6 minicpmv4_7 \
        minimax_m3_vl mistral3 mllama molmo2 moonshine moonshine_streaming moss_transcribe_diarize muse_glimmer \
        muse_spark musicflamingo musicgen musicgen_melody nemotron3_5_asr nemotron3_diarization \
        nemotron_asr_streaming nemotron_h_omni neomme nougat omdet-turbo oneformer ovis2 owlv2 owlvit \
        paddleocr_vl paligemma pe_audio pe_audio_video pe_video perception_lm phi4_multimodal pi0 pix2struct \
        pixtral pocket_tts pop2piano pp_chart2table pp_formulanet qianfan_ocr qwen2_5_omni qwen2_5_vl \
        qwen2_audio qwen2_vl qwen3_asr qwen3_omni_moe qwen3_vl qwen3_vl_moe sam sam2 sam2_video sam3 \
        sam3_tracker sam3_tracker_video sam3_video sam_hq seamless_m4t seamless_m4t_v2 sew sew-d shieldgemma2 \
        siglip siglip2 smolvlm speech_to_text speecht5 step3p7 timesformer tipsv2 trocr tvp udop unispeech \
        unispeech-sat unlimited_ocr vibevoice vibevoice_asr video_llama_3 video_llava videomae videomt \
        videoprism vilt vipllava vision-text-dual-encoder vivit vjepa2 voxtral voxtral_realtime wav2vec2 \
        wav2vec2-bert wav2vec2-conformer wavlm whisper xclip
        """)

    private static let images = words(
        """
        aimv2_vision_model beit bit chmv2 conditional_detr convnext convnextv2 cvt dab-detr data2vec-vision \
        deformable_detr deimv2 deit depth_anything depth_pro detr dinat dinov2 dinov2_with_registers \
        dinov3_convnext dinov3_vit donut-swin dpt edgetam efficientloftr efficientnet eomt eomt_dinov3 focalnet \
        glpn hiera ijepa imagegpt inkling_mm_model levit lightglue lw_detr mask2former maskformer mlcd \
        mobilenet_v1 mobilenet_v2 mobilevit mobilevitv2 pixio poolformer pp_doclayout_v2 pp_doclayout_v3 \
        pp_doclayout_v4 pp_lcnet pp_ocrv5_mobile_det pp_ocrv5_mobile_rec pp_ocrv5_server_det pp_ocrv5_server_rec \
        pp_ocrv6_medium_det pp_ocrv6_small_det pp_ocrv6_small_rec pp_ocrv6_tiny_rec prompt_depth_anything pvt \
        pvt_v2 regnet resnet rf_detr rt_detr rt_detr_v2 sapiens2 segformer seggpt slanext superglue superpoint \
        swiftformer swin swin2sr swinv2 table-transformer textnet timm_wrapper tipsv2_dpt ultravbert upernet \
        uvdoc van vit vit_mae vit_msn vitdet vitmatte vitpose yolos zoedepth
        """)

    private static let sounds: Set<String> = [
        "audio-spectrogram-transformer", "dac", "encodec", "neucodec", "univnet", "vibevoice_acoustic_tokenizer",
        "xcodec2",
    ]
}
