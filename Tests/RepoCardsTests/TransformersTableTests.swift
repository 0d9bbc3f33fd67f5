import Testing

@testable import RepoCards

@Suite struct TransformersTableTests {
    @Test(arguments: [
        ("BertForMaskedLM", "fill-mask" as String?, "AutoModelForMaskedLM" as String?),
        ("LlamaForCausalLM", "text-generation", "AutoModelForCausalLM"),
        ("GPT2LMHeadModel", "text-generation", "AutoModelForCausalLM"),
        ("XLMWithLMHeadModel", "fill-mask", "AutoModelForMaskedLM"),
        ("BertModel", "feature-extraction", "AutoModel"), ("ViTModel", "image-feature-extraction", "AutoModel"),
        ("CLIPModel", "zero-shot-image-classification", "AutoModelForZeroShotImageClassification"),
        ("SamModel", "mask-generation", "AutoModelForMaskGeneration"),
        ("MarianMTModel", "text2text-generation", "AutoModelForSeq2SeqLM"),
        ("BartForConditionalGeneration", "text2text-generation", "AutoModelForSeq2SeqLM"),
        ("WhisperForConditionalGeneration", "automatic-speech-recognition", "AutoModelForSpeechSeq2Seq"),
        ("MusicgenForConditionalGeneration", "text-to-audio", "AutoModelForTextToWaveform"),
        ("LlavaForConditionalGeneration", "image-text-to-text", "AutoModelForImageTextToText"),
        ("Wav2Vec2ForCTC", "automatic-speech-recognition", "AutoModelForCTC"),
        ("Wav2Vec2ForSequenceClassification", "audio-classification", "AutoModelForAudioClassification"),
        ("TapasForQuestionAnswering", "table-question-answering", "AutoModelForTableQuestionAnswering"),
        ("ViltForQuestionAnswering", "visual-question-answering", "AutoModelForVisualQuestionAnswering"),
        ("VitsModel", "text-to-audio", "AutoModelForTextToWaveform"),
        ("DetrForSegmentation", "image-segmentation", nil),
        ("TimesFmModelForPrediction", "time-series-forecasting", "AutoModelForTimeSeriesPrediction"),
        ("BertForNextSentencePrediction", nil, "AutoModelForNextSentencePrediction"),
    ])
    func tellsWhatAClassIsFor(_ name: String, _ task: String?, _ autoModel: String?) throws {
        let entry = try #require(TransformersTable.entry(for: name))
        #expect(entry.task == task)
        if let autoModel { #expect(entry.autoModel == autoModel) }
    }

    @Test(arguments: ["QWenChat", "Model", "", "ForCausalLM", "StaticEmbedding"])
    func knowsNothingOfOthers(_ name: String) {
        #expect(TransformersTable.entry(for: name) == nil)
    }

    @Test(arguments: [
        ("bert", "AutoTokenizer"), ("whisper", "AutoProcessor"), ("vit", "AutoImageProcessor"),
        ("encodec", "AutoFeatureExtractor"), ("", "AutoTokenizer"), ("clip", "AutoProcessor"),
    ])
    func tellsWhatReadsItsInput(_ modelType: String, _ processor: String) {
        #expect(ProcessorTable.processor(of: modelType) == processor)
    }

    @Test func namesTasksOfTheHubOnly() {
        for name in ArchitectureExceptions.entries.keys {
            if let task = TransformersTable.entry(for: name)?.task { #expect(KnownPipelines.isKnown(task), "\(task)") }
        }
    }
}
