import HubAPI
import ModelFormats
import RepoCards

enum GGUFSummaryFixture {
    static var bert: GGUFSummary {
        var summary = GGUFSummary(architecture: "bert", parameters: 22)
        summary.contextLength = 512
        return summary
    }
}

extension Corpus {
    static let libraries: [CorpusCase] = [
        CorpusCase("lora", front: "base_model: mistralai/Mistral-7B-v0.1\nlibrary_name: peft\ntags: [trl, sft]").with {
            $0.files = ["adapter_config.json", "adapter_model.safetensors", "training_args.bin"]
            $0.documents = [
                "adapter_config.json": """
                {"peft_type":"LORA","base_model_name_or_path":"mistralai/Mistral-7B-v0.1",
                "task_type":"CAUSAL_LM","r":16}
                """
            ]
            $0.safetensors = ["adapter_model.safetensors": weights(("F32", 1000))]
            $0.tags = [
                "peft", "safetensors", "trl", "sft", "base_model:mistralai/Mistral-7B-v0.1",
                "base_model:adapter:mistralai/Mistral-7B-v0.1", "region:us",
            ]
            $0.library = "peft"
            $0.parameters = 1000
            $0.properties = [
                "config":
                    #"{"peft":{"base_model_name_or_path":"mistralai/Mistral-7B-v0.1","task_type":"CAUSAL_LM"}}"#
            ]
        },
        CorpusCase("peft without a card").with {
            $0.files = ["adapter_config.json", "adapter_model.bin"]
            $0.tags = ["peft", "region:us"]
            $0.library = "peft"
        },
        CorpusCase("an adapter of AdapterHub").with {
            $0.files = ["adapter_config.json", "pytorch_adapter.bin"]
            $0.documents = [
                "adapter_config.json":
                    #"{"model_class":"BertModelWithHeads","model_name":"bert-base-uncased","name":"sst-2"}"#
            ]
            $0.tags = ["adapter-transformers", "region:us"]
            $0.library = "adapter-transformers"
            $0.properties = [
                "config":
                    #"{"adapter_transformers":{"model_class":"BertModelWithHeads","model_name":"bert-base-uncased"}}"#
            ]
        },
        CorpusCase(
            "diffusers", front: "license: openrail++\ntags: [text-to-image, stable-diffusion]",
            body: "See https://huggingface.co/papers/2307.01952"
        ).with {
            $0.files = [
                "model_index.json", "unet/diffusion_pytorch_model.safetensors", "vae/config.json", "model.onnx",
            ]
            $0.documents = ["model_index.json": #"{"_class_name":"StableDiffusionXLPipeline"}"#]
            $0.safetensors = ["unet/diffusion_pytorch_model.safetensors": weights(("F16", 2567))]
            $0.tags = [
                "diffusers", "onnx", "safetensors", "text-to-image", "stable-diffusion", "arxiv:2307.01952",
                "license:openrail++", "endpoints_compatible", "diffusers:StableDiffusionXLPipeline", "region:us",
            ]
            $0.library = "diffusers"
            $0.pipeline = "text-to-image"
            $0.parameters = 2567
            $0.apps = ["jellybox", "drawthings", "diffusionbee", "invoke"]
            $0.properties = ["config": #"{"diffusers":{"_class_name":"StableDiffusionXLPipeline"}}"#]
        },
        CorpusCase("diffusers for films").with {
            $0.files = ["model_index.json"]
            $0.documents = ["model_index.json": #"{"_class_name":"CogVideoXImageToVideoPipeline"}"#]
            $0.tags = [
                "diffusers", "image-to-video", "endpoints_compatible", "diffusers:CogVideoXImageToVideoPipeline",
                "region:us",
            ]
            $0.library = "diffusers"
            $0.pipeline = "image-to-video"
        },
        CorpusCase("diffusers without words").with {
            $0.files = ["model_index.json"]
            $0.documents = ["model_index.json": #"{"_class_name":"FluxPipeline"}"#]
            $0.tags = ["diffusers", "text-to-image", "endpoints_compatible", "diffusers:FluxPipeline", "region:us"]
            $0.library = "diffusers"
            $0.pipeline = "text-to-image"
        },
        CorpusCase(
            "a picture lora",
            front: "base_model: black-forest-labs/FLUX.1-dev\ntags: [text-to-image, lora, diffusers]"
        ).with {
            $0.files = ["pytorch_lora_weights.safetensors"]
            $0.tags = [
                "diffusers", "safetensors", "text-to-image", "lora", "base_model:black-forest-labs/FLUX.1-dev",
                "base_model:adapter:black-forest-labs/FLUX.1-dev", "endpoints_compatible", "region:us",
            ]
            $0.library = "diffusers"
            $0.pipeline = "text-to-image"
        },
        CorpusCase(
            "sentence-transformers", front: "language: en\nlibrary_name: sentence-transformers\nlicense: apache-2.0"
        ).with {
            $0.files = [
                "1_Pooling/config.json", "config.json", "config_sentence_transformers.json", "model.safetensors",
                "modules.json", "openvino/openvino_model.xml", "train_script.py",
            ]
            $0.documents = ["config.json": #"{"architectures":["BertModel"],"model_type":"bert"}"#]
            $0.safetensors = ["model.safetensors": weights(("F32", 22_713_216), ("I64", 512))]
            $0.tags = [
                "sentence-transformers", "safetensors", "openvino", "bert", "sentence-similarity", "en",
                "license:apache-2.0", "text-embeddings-inference", "endpoints_compatible", "region:us",
            ]
            $0.library = "sentence-transformers"
            $0.pipeline = "sentence-similarity"
            $0.parameters = 22_713_728
            $0.properties = [
                "transformersInfo":
                    #"{"auto_model":"AutoModel","pipeline_tag":"feature-extraction","processor":"AutoTokenizer"}"#,
                "safetensors": #"{"parameters":{"F32":22713216,"I64":512},"total":22713728}"#,
            ]
        },
        CorpusCase("setfit").with {
            $0.files = ["config_setfit.json", "modules.json", "model_head.pkl"]
            $0.tags = ["setfit", "text-classification", "region:us"]
            $0.library = "setfit"
            $0.pipeline = "text-classification"
        },
        CorpusCase("timm", front: "library_name: timm\ntags: [image-classification, timm]\nlicense: apache-2.0").with {
            $0.files = ["config.json", "model.safetensors", "pytorch_model.bin"]
            $0.documents = [
                "config.json": #"{"architecture":"resnet50","num_classes":1000,"pretrained_cfg":{"tag":"a1"}}"#
            ]
            $0.safetensors = ["model.safetensors": weights(("F32", 25_610_205))]
            $0.tags = [
                "timm", "pytorch", "safetensors", "image-classification", "license:apache-2.0", "region:us",
            ]
            $0.library = "timm"
            $0.pipeline = "image-classification"
            $0.parameters = 25_610_205
            $0.properties = ["config": "null", "transformersInfo": "null"]
        },
        CorpusCase("timm by its configuration").with {
            $0.files = ["config.json", "model.safetensors"]
            $0.documents = ["config.json": #"{"architecture":"vit_tiny","pretrained_cfg":{}}"#]
            $0.tags = ["timm", "safetensors", "image-classification", "region:us"]
            $0.library = "timm"
            $0.pipeline = "image-classification"
        },
        CorpusCase("nemo", front: "language: [en]\ntags: [ASR]\nlicense: cc-by-4.0").with {
            $0.files = ["stt_en_conformer.nemo"]
            $0.tags = ["nemo", "ASR", "en", "license:cc-by-4.0", "region:us"]
            $0.library = "nemo"
        },
        CorpusCase("keras", front: "library_name: keras").with {
            $0.files = ["config.json", "model.keras", "runs/a/events.out.tfevents.1"]
            $0.documents = ["config.json": #"{"class_name":"Functional"}"#]
            $0.tags = ["keras", "tensorboard", "region:us"]
            $0.library = "keras"
            $0.properties = ["config": "null"]
        },
        CorpusCase("keras hub", front: "library_name: keras-hub\npipeline_tag: text-classification").with {
            $0.files = ["config.json", "metadata.json", "model.weights.h5", "task.json"]
            $0.documents = ["task.json": #"{"class_name":"BertTextClassifier","module":"keras_hub"}"#]
            $0.tags = ["keras-hub", "text-classification", "region:us"]
            $0.library = "keras-hub"
            $0.pipeline = "text-classification"
            $0.properties = ["config": #"{"keras_hub":{"tasks":["BertTextClassifier"]}}"#]
        },
        CorpusCase("spacy", front: "tags: [spacy, token-classification]\nlanguage: [de]\nlicense: mit").with {
            $0.files = ["config.cfg", "de_core_news_sm-any-py3-none-any.whl", "meta.json", "ner/model"]
            $0.tags = ["spacy", "token-classification", "de", "license:mit", "region:us"]
            $0.library = "spacy"
            $0.pipeline = "token-classification"
            $0.properties = ["widgetData": #"[{"text":"Ich heiße Ada und wohne in Hamburg."}]"#]
        },
        CorpusCase("sklearn", front: "library_name: sklearn\ntags: [tabular-classification, skops]").with {
            $0.files = ["config.json", "model.skops"]
            $0.documents = [
                "config.json":
                    #"{"sklearn":{"model":{"file":"model.skops"},"model_format":"skops","environment":["numpy"]}}"#
            ]
            $0.tags = ["sklearn", "joblib", "tabular-classification", "skops", "region:us"]
            $0.library = "sklearn"
            $0.pipeline = "tabular-classification"
            $0.properties = [
                "config": #"{"sklearn":{"model":{"file":"model.skops"},"model_format":"skops"}}"#
            ]
        },
        CorpusCase("speechbrain").with {
            $0.files = ["config.json", "embedding_model.ckpt", "hyperparams.yaml"]
            $0.documents = ["config.json": #"{"speechbrain_interface":"EncoderClassifier"}"#]
            $0.tags = ["speechbrain", "region:us"]
            $0.library = "speechbrain"
            $0.properties = ["config": #"{"speechbrain":{"speechbrain_interface":"EncoderClassifier"}}"#]
        },
        CorpusCase("an agent that plays", front: "library_name: stable-baselines3\ntags: [LunarLander-v2]").with {
            $0.files = ["config.json", "ppo-LunarLander-v2.zip", "replay.mp4"]
            $0.tags = ["stable-baselines3", "reinforcement-learning", "LunarLander-v2", "region:us"]
            $0.library = "stable-baselines3"
            $0.pipeline = "reinforcement-learning"
        },
        CorpusCase("a handler for endpoints").with {
            $0.files = ["handler.py", "weights.pth", "requirements.txt"]
            $0.tags = ["pytorch", "endpoints_compatible", "region:us"]
        },
        CorpusCase("scores in files of their own, and a DOI", front: "doi: 10.57967/hf/0039").with {
            $0.files = [".eval_results/hle.yaml", "model.onnx"]
            $0.tags = ["onnx", "eval-results", "doi:10.57967/hf/0039", "region:us"]
        },
    ]
}
