import HubAPI
import ModelFormats
import RepoCards

/// Repos of many kinds, for ``CorpusTests``.
enum Corpus {
    static let transformers: [CorpusCase] = [
        CorpusCase(
            "bert",
            front: """
                language: en
                tags: [exbert]
                license: apache-2.0
                datasets: [bookcorpus, wikipedia]
                """,
            body: "From [this paper](https://arxiv.org/abs/1810.04805)."
        ).with {
            $0.files = [
                "README.md", "config.json", "coreml/fill-mask/model.mlpackage/Data/weights.bin", "flax_model.msgpack",
                "model.onnx", "model.safetensors", "pytorch_model.bin", "rust_model.ot", "tf_model.h5",
                "tokenizer_config.json",
            ]
            $0.documents = [
                "config.json": #"{"architectures":["BertForMaskedLM"],"model_type":"bert","hidden_size":768}"#,
                "tokenizer_config.json": #"{"do_lower_case":true}"#,
            ]
            $0.safetensors = ["model.safetensors": weights(("F32", 110_106_428))]
            $0.tags = [
                "transformers", "pytorch", "tf", "jax", "rust", "coreml", "onnx", "safetensors", "bert", "fill-mask",
                "exbert", "en", "dataset:bookcorpus", "dataset:wikipedia", "arxiv:1810.04805", "license:apache-2.0",
                "autotrain_compatible", "endpoints_compatible", "region:us",
            ]
            $0.library = "transformers"
            $0.pipeline = "fill-mask"
            $0.parameters = 110_106_428
            $0.apps = []
            $0.properties = [
                "mask_token": #""[MASK]""#,
                "widgetData": #"[{"text":"The capital of France is [MASK]."}]"#,
                "config": #"{"architectures":["BertForMaskedLM"],"model_type":"bert","tokenizer_config":{}}"#,
                "transformersInfo":
                    #"{"auto_model":"AutoModelForMaskedLM","pipeline_tag":"fill-mask","processor":"AutoTokenizer"}"#,
                "safetensors": #"{"parameters":{"F32":110106428},"total":110106428}"#,
                "gguf": "null", "baseModels": "null", "model-index": "null",
            ]
        },
        CorpusCase("roberta with a tokenizer's own mask", front: "license: mit").with {
            $0.files = ["config.json", "tokenizer_config.json", "pytorch_model.bin"]
            $0.documents = [
                "config.json": #"{"architectures":["RobertaForMaskedLM"],"model_type":"roberta"}"#,
                "tokenizer_config.json": #"{"mask_token":{"__type":"AddedToken","content":"<mask>"}}"#,
            ]
            $0.tags = [
                "transformers", "pytorch", "roberta", "fill-mask", "license:mit", "autotrain_compatible",
                "endpoints_compatible", "region:us",
            ]
            $0.library = "transformers"
            $0.pipeline = "fill-mask"
            $0.properties = ["mask_token": #""<mask>""#]
        },
        CorpusCase(
            "llama chat",
            front: """
                license: llama3.1
                language: [en, de]
                library_name: transformers
                pipeline_tag: text-generation
                base_model: meta-llama/Llama-3.1-8B
                tags: [facebook, meta, llama-3]
                """
        ).with {
            $0.files = [
                "config.json", "model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors",
                "model.safetensors.index.json", "tokenizer_config.json",
            ]
            $0.documents = [
                "config.json": #"{"architectures":["LlamaForCausalLM"],"model_type":"llama"}"#,
                "tokenizer_config.json": #"{"bos_token":"<s>","chat_template":"{{ x }}","padding_side":"left"}"#,
                "model.safetensors.index.json": """
                {"metadata":{"total_size":32},"weight_map":{"a":"model-00001-of-00002.safetensors",
                "b":"model-00002-of-00002.safetensors"}}
                """,
            ]
            $0.safetensors = [
                "model-00001-of-00002.safetensors": weights(("BF16", 5)),
                "model-00002-of-00002.safetensors": weights(("BF16", 3), ("F32", 1)),
            ]
            $0.tags = [
                "transformers", "safetensors", "llama", "text-generation", "facebook", "meta", "llama-3", "en", "de",
                "base_model:meta-llama/Llama-3.1-8B", "base_model:finetune:meta-llama/Llama-3.1-8B",
                "license:llama3.1", "conversational", "autotrain_compatible", "text-generation-inference",
                "endpoints_compatible", "region:us",
            ]
            $0.library = "transformers"
            $0.pipeline = "text-generation"
            $0.parameters = 9
            $0.apps = ["vllm", "sglang", "tgi", "docker-model-runner"]
            $0.properties = [
                "safetensors": #"{"parameters":{"BF16":8,"F32":1},"total":9,"sharded":true}"#,
                "baseModels": #"{"relation":"finetune","models":[{"id":"meta-llama/Llama-3.1-8B"}]}"#,
                "config":
                    #"""
                {"architectures":["LlamaForCausalLM"],"model_type":"llama",\#
                "tokenizer_config":{"bos_token":"<s>","chat_template":"{{ x }}"}}
                """#,
                "mask_token": "null",
            ]
        },
        CorpusCase("one of two shards was not read", front: "library_name: transformers").with {
            $0.files = ["model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"]
            $0.safetensors = ["model-00001-of-00002.safetensors": weights(("BF16", 5))]
            $0.tags = ["transformers", "safetensors", "endpoints_compatible", "region:us"]
            $0.library = "transformers"
            $0.properties = ["safetensors": "null"]
        },
        CorpusCase("gpt2 without a card").with {
            $0.files = ["config.json", "model.safetensors", "64.tflite"]
            $0.documents = ["config.json": #"{"architectures":["GPT2LMHeadModel"],"model_type":"gpt2"}"#]
            $0.tags = [
                "transformers", "safetensors", "tflite", "gpt2", "text-generation", "autotrain_compatible",
                "text-generation-inference", "endpoints_compatible", "region:us",
            ]
            $0.library = "transformers"
            $0.pipeline = "text-generation"
            $0.properties = [
                "widgetData": #"[{"text":"Once upon a time, there was a lighthouse"}]"#,
                "config":
                    #"{"architectures":["GPT2LMHeadModel"],"model_type":"gpt2"}"#,
            ]
        },
        CorpusCase("t5 translates", front: "tags: [summarization, translation]\nlanguage: [en, fr]").with {
            $0.files = ["config.json", "spiece.model", "tf_model.h5"]
            $0.documents = ["config.json": #"{"architectures":["T5ForConditionalGeneration"],"model_type":"t5"}"#]
            $0.tags = [
                "transformers", "tf", "t5", "summarization", "translation", "en", "fr", "autotrain_compatible",
                "text-generation-inference", "endpoints_compatible", "region:us",
            ]
            $0.library = "transformers"
            $0.pipeline = "summarization"
            $0.properties = [
                "transformersInfo":
                    #"""
                {"auto_model":"AutoModelForSeq2SeqLM","pipeline_tag":"text2text-generation",\#
                "processor":"AutoTokenizer"}
                """#
            ]
        },
        CorpusCase("flan without a word about the task").with {
            $0.files = ["config.json", "model.safetensors"]
            $0.documents = ["config.json": #"{"architectures":["MT5ForConditionalGeneration"],"model_type":"mt5"}"#]
            $0.tags = [
                "transformers", "safetensors", "mt5", "text2text-generation", "autotrain_compatible",
                "text-generation-inference", "endpoints_compatible", "region:us",
            ]
            $0.library = "transformers"
            $0.pipeline = "text2text-generation"
        },
        CorpusCase(
            "whisper",
            front: """
                language: [en, zh, 'no']
                tags: [audio, automatic-speech-recognition, hf-asr-leaderboard]
                license: apache-2.0
                model-index:
                - name: whisper-tiny
                  results:
                  - task: {name: ASR, type: automatic-speech-recognition}
                    dataset: {name: LibriSpeech, type: openslr/librispeech_asr, config: clean, split: test}
                    metrics: [{name: Test WER, type: wer, value: 7.54}]
                    source: {name: Paper, url: https://arxiv.org/abs/2212.04356}
                """
        ).with {
            $0.files = ["config.json", "model.safetensors", "pytorch_model.bin", "preprocessor_config.json"]
            $0.documents = [
                "config.json": #"{"architectures":["WhisperForConditionalGeneration"],"model_type":"whisper"}"#
            ]
            $0.safetensors = ["model.safetensors": weights(("F32", 37_760_640))]
            $0.tags = [
                "transformers", "pytorch", "safetensors", "whisper", "automatic-speech-recognition", "audio",
                "hf-asr-leaderboard", "en", "zh", "no", "arxiv:2212.04356", "license:apache-2.0", "model-index",
                "endpoints_compatible", "region:us",
            ]
            $0.library = "transformers"
            $0.pipeline = "automatic-speech-recognition"
            $0.parameters = 37_760_640
            $0.properties = [
                "transformersInfo":
                    #"""
                {"auto_model":"AutoModelForSpeechSeq2Seq","pipeline_tag":"automatic-speech-recognition",\#
                "processor":"AutoProcessor"}
                """#,
                "evalResults":
                    #"""
                [{"dataset":{"id":"openslr/librispeech_asr","task_id":"automatic-speech-recognition"},\#
                "value":7.54,"source":{"url":"https://arxiv.org/abs/2212.04356","name":"Paper"},\#
                "notes":"Test WER"}]
                """#,
                "widgetData": "null",
            ]
        },
        CorpusCase("vit", front: "datasets: [imagenet-1k]\ntags: [vision]").with {
            $0.files = ["config.json", "model.safetensors", "preprocessor_config.json"]
            $0.documents = ["config.json": #"{"architectures":["ViTForImageClassification"],"model_type":"vit"}"#]
            $0.tags = [
                "transformers", "safetensors", "vit", "image-classification", "vision", "dataset:imagenet-1k",
                "autotrain_compatible", "endpoints_compatible", "region:us",
            ]
            $0.library = "transformers"
            $0.pipeline = "image-classification"
            $0.properties = [
                "transformersInfo":
                    #"""
                {"auto_model":"AutoModelForImageClassification","pipeline_tag":"image-classification",\#
                "processor":"AutoImageProcessor"}
                """#
            ]
        },
        CorpusCase("a model that sees", front: "license: apache-2.0").with {
            $0.files = ["chat_template.jinja", "config.json", "model.safetensors"]
            $0.documents = [
                "config.json":
                    #"{"architectures":["Qwen2_5_VLForConditionalGeneration"],"model_type":"qwen2_5_vl"}"#
            ]
            $0.texts = ["chat_template.jinja": "{{ m }}"]
            $0.tags = [
                "transformers", "safetensors", "qwen2_5_vl", "image-text-to-text", "license:apache-2.0",
                "conversational", "text-generation-inference", "endpoints_compatible", "region:us",
            ]
            $0.library = "transformers"
            $0.pipeline = "image-text-to-text"
            $0.properties = [
                "config":
                    #"""
                {"architectures":["Qwen2_5_VLForConditionalGeneration"],"model_type":"qwen2_5_vl",\#
                "chat_template_jinja":"{{ m }}"}
                """#
            ]
        },
        CorpusCase("code of its own", front: "language: [zh, en]\ninference: false").with {
            $0.files = ["config.json", "modeling_qwen.py", "model.safetensors"]
            $0.documents = [
                "config.json": """
                {"architectures":["QWenChat"],"model_type":"qwen",
                "auto_map":{"AutoConfig":"configuration_qwen.QWenConfig",
                "AutoModel":"modeling_qwen.QWenModel","AutoModelForCausalLM":"modeling_qwen.QWenLMHeadModel"}}
                """
            ]
            $0.tags = [
                "transformers", "safetensors", "qwen", "text-generation", "custom_code", "zh", "en",
                "autotrain_compatible", "region:us",
            ]
            $0.library = "transformers"
            $0.pipeline = "text-generation"
            $0.properties = [
                "transformersInfo":
                    #"""
                {"auto_model":"AutoModelForCausalLM","custom_class":"modeling_qwen.QWenLMHeadModel",\#
                "pipeline_tag":"text-generation"}
                """#
            ]
        },
        CorpusCase("only pre-trained").with {
            $0.files = ["config.json", "pytorch_model.bin"]
            $0.documents = ["config.json": #"{"architectures":["BertForPreTraining"],"model_type":"bert"}"#]
            $0.tags = ["transformers", "pytorch", "bert", "endpoints_compatible", "region:us"]
            $0.library = "transformers"
            $0.properties = [
                "transformersInfo": #"{"auto_model":"AutoModelForPreTraining","processor":"AutoTokenizer"}"#
            ]
        },
        CorpusCase("a detector that needs no training").with {
            $0.files = ["config.json", "model.safetensors"]
            $0.documents = ["config.json": #"{"architectures":["OwlViTForObjectDetection"],"model_type":"owlvit"}"#]
            $0.tags = [
                "transformers", "safetensors", "owlvit", "zero-shot-object-detection", "endpoints_compatible",
                "region:us",
            ]
            $0.library = "transformers"
            $0.pipeline = "zero-shot-object-detection"
        },
        CorpusCase("a merge", front: "base_model: [a/one, b/two]\nlibrary_name: transformers\ntags: [mergekit, merge]")
            .with {
                $0.files = ["config.json", "model.safetensors"]
                $0.documents = [
                    "config.json": #"{"architectures":["MistralForCausalLM"],"model_type":"mistral"}"#
                ]
                $0.tags = [
                    "transformers", "safetensors", "mistral", "text-generation", "mergekit", "merge",
                    "base_model:a/one", "base_model:merge:a/one", "base_model:b/two", "base_model:merge:b/two",
                    "autotrain_compatible", "text-generation-inference", "endpoints_compatible", "region:us",
                ]
                $0.library = "transformers"
                $0.pipeline = "text-generation"
                $0.properties = [
                    "baseModels": #"{"relation":"merge","models":[{"id":"a/one"},{"id":"b/two"}]}"#
                ]
            },
    ]
}
