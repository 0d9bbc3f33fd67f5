/// The classes of transformers whose names don't tell what they are for.
enum ArchitectureExceptions {
    static let entries: [String: TransformersTable.Entry] = {
        var entries: [String: TransformersTable.Entry] = [:]
        for group in groups {
            for name in group.names.split(separator: " ") { entries[String(name)] = group.entry }
        }
        return entries
    }()

    private struct Group: Sendable {
        let entry: TransformersTable.Entry
        let names: String

        init(_ task: String?, _ autoModel: String, _ names: String) {
            entry = TransformersTable.Entry(task: task, autoModel: autoModel)
            self.names = names
        }
    }

    private static let groups: [Group] = [
        Group(
            "audio-classification", "AutoModelForAudioClassification",
            """
            Data2VecAudioForSequenceClassification HubertForSequenceClassification SEWDForSequenceClassification \
            SEWForSequenceClassification UniSpeechForSequenceClassification \
            UniSpeechSatForSequenceClassification Wav2Vec2BertForSequenceClassification \
            Wav2Vec2ConformerForSequenceClassification Wav2Vec2ForSequenceClassification \
            WavLMForSequenceClassification
            """),
        Group(
            "automatic-speech-recognition", "AutoModelForSpeechSeq2Seq",
            """
            CanaryForConditionalGeneration CohereAsrForConditionalGeneration DiaForConditionalGeneration \
            FunAsrNanoForConditionalGeneration GraniteSpeechForConditionalGeneration \
            GraniteSpeechPlusForConditionalGeneration KyutaiSpeechToTextForConditionalGeneration \
            MoonshineForConditionalGeneration MoonshineStreamingForConditionalGeneration \
            Pop2PianoForConditionalGeneration Qwen3ASRForConditionalGeneration \
            Speech2TextForConditionalGeneration SpeechEncoderDecoderModel VibeVoiceAsrForConditionalGeneration \
            VoxtralForConditionalGeneration VoxtralRealtimeForConditionalGeneration \
            WhisperForConditionalGeneration
            """),
        Group(
            "document-question-answering", "AutoModelForDocumentQuestionAnswering",
            """
            LayoutLMForQuestionAnswering LayoutLMv2ForQuestionAnswering LayoutLMv3ForQuestionAnswering
            """),
        Group(
            "feature-extraction", "AutoModel",
            """
            AudioFlamingo3Encoder BertGenerationEncoder ClvpModelForConditionalGeneration DPRQuestionEncoder \
            FunAsrNanoEncoder Gemma3nAudioEncoder GlmAsrEncoder GlmImageVQVAE GraniteSpeech5Encoder \
            HGNetV2Backbone HunYuanVLVisionTransformer Idefics3VisionTransformer LasrEncoder \
            LightGlueForKeypointMatching MgpstrForSceneTextRecognition NemotronAsrStreamingEncoder \
            ParakeetEncoder PeAudioEncoder PeAudioVideoEncoder PeVideoEncoder Qwen2AudioEncoder Qwen3ASREncoder \
            SmolVLMVisionTransformer T5Gemma2Encoder VoxtralEncoder VoxtralRealtimeEncoder
            """),
        Group(
            "fill-mask", "AutoModelForMaskedLM",
            """
            FlaubertWithLMHeadModel XLMWithLMHeadModel
            """),
        Group(
            "image-classification", "AutoModelForImageClassification",
            """
            PerceiverForImageClassificationConvProcessing PerceiverForImageClassificationFourier \
            PerceiverForImageClassificationLearned
            """),
        Group(
            "image-feature-extraction", "AutoModel",
            """
            Aimv2VisionModel BeitModel BitModel Cohere2VisionModel ConditionalDetrModel ConvNextModel \
            ConvNextV2Model DINOv3ConvNextModel DINOv3ViTModel DPTModel DabDetrModel Data2VecVisionModel \
            DeformableDetrModel DeiTModel DepthProModel DetrModel DinatModel Dinov2Model \
            Dinov2WithRegistersModel EfficientNetModel FocalNetModel GLPNModel HieraModel IJepaModel \
            ImageGPTModel LevitModel MLCDVisionModel MobileNetV1Model MobileNetV2Model MobileViTModel \
            MobileViTV2Model PixioModel PoolFormerModel PvtModel RegNetModel ResNetModel SegformerModel \
            SiglipVisionModel SwiftFormerModel Swin2SRModel SwinModel Swinv2Model TableTransformerModel \
            TimesformerModel TimmBackbone TimmWrapperModel Tipsv2VisionModel ViTMAEModel ViTMSNModel ViTModel \
            VideoMAEModel VideoPrismVisionModel VitDetModel VivitModel YolosModel
            """),
        Group(
            "image-segmentation", "AutoModelForUniversalSegmentation",
            """
            DetrForSegmentation MaskFormerForInstanceSegmentation
            """),
        Group(
            "image-text-to-text", "AutoModelForImageTextToText",
            """
            DiffusionGemmaForBlockDiffusion EvollaForProteinText2Text FuyuForCausalLM GitForCausalLM \
            IdeficsForVisionText2Text Mistral4ForCausalLM NemotronH_Omni_Reasoning_V3 VisionEncoderDecoderModel
            """),
        Group(
            "mask-generation", "AutoModelForMaskGeneration",
            """
            EdgeTamModel Sam2Model Sam3TrackerModel SamHQModel SamModel
            """),
        Group(
            "table-question-answering", "AutoModelForTableQuestionAnswering",
            """
            TapasForQuestionAnswering
            """),
        Group(
            "text-generation", "AutoModelForCausalLM",
            """
            BertGenerationDecoder ReformerModelWithLMHead
            """),
        Group(
            "text-to-audio", "AutoModelForTextToSpectrogram",
            """
            FastSpeech2ConformerModel SpeechT5ForTextToSpeech
            """),
        Group(
            "text-to-audio", "AutoModelForTextToWaveform",
            """
            BarkModel CsmForConditionalGeneration FastSpeech2ConformerWithHifiGan \
            GradiumPhononTTSForConditionalGeneration HiggsAudioV2ForConditionalGeneration \
            MusicgenForConditionalGeneration MusicgenMelodyForConditionalGeneration \
            PocketTTSForConditionalGeneration Qwen2_5OmniForConditionalGeneration \
            Qwen3OmniMoeForConditionalGeneration VibeVoiceForConditionalGeneration VitsModel
            """),
        Group(
            "text2text-generation", "AutoModelForSeq2SeqLM",
            """
            AudioFlamingo3ForConditionalGeneration BartForConditionalGeneration \
            BigBirdPegasusForConditionalGeneration BlenderbotForConditionalGeneration \
            BlenderbotSmallForConditionalGeneration EncoderDecoderModel FSMTForConditionalGeneration \
            GlmAsrForConditionalGeneration LEDForConditionalGeneration LongT5ForConditionalGeneration \
            M2M100ForConditionalGeneration MBartForConditionalGeneration MT5ForConditionalGeneration \
            MarianMTModel MossTranscribeDiarizeForConditionalGeneration MusicFlamingoForConditionalGeneration \
            MvpForConditionalGeneration Nemotron3_5TranscribeForConditionalGeneration \
            NllbMoeForConditionalGeneration PLBartForConditionalGeneration PegasusForConditionalGeneration \
            PegasusXForConditionalGeneration ProphetNetForConditionalGeneration \
            Qwen2AudioForConditionalGeneration SwitchTransformersForConditionalGeneration \
            T5ForConditionalGeneration T5GemmaForConditionalGeneration UMT5ForConditionalGeneration
            """),
        Group(
            "visual-question-answering", "AutoModelForVisualQuestionAnswering",
            """
            BlipForQuestionAnswering ViltForQuestionAnswering
            """),
        Group(
            "zero-shot-image-classification", "AutoModelForZeroShotImageClassification",
            """
            AlignModel AltCLIPModel Blip2ForImageTextRetrieval BlipModel CLIPModel CLIPSegModel ChineseCLIPModel \
            MetaClip2Model Siglip2Model SiglipModel Tipsv2Model VideoPrismClipModel
            """),
        Group(
            "zero-shot-object-detection", "AutoModelForZeroShotObjectDetection",
            """
            GroundingDinoForObjectDetection MMGroundingDinoForObjectDetection OmDetTurboForObjectDetection \
            OwlViTForObjectDetection Owlv2ForObjectDetection
            """),
    ]
}
