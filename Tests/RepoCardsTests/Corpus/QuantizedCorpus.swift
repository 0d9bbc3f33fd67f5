import HubAPI
import ModelFormats
import RepoCards

extension Corpus {
    static let quantized: [CorpusCase] = [
        CorpusCase(
            "gguf in many sizes",
            front: """
                base_model: meta-llama/Llama-3.2-1B-Instruct
                pipeline_tag: text-generation
                license: llama3.2
                quantized_by: someone
                tags: [facebook, meta]
                """
        ).with {
            $0.files = [
                "Llama-3.2-1B-Instruct-IQ3_M.gguf:650", "Llama-3.2-1B-Instruct-Q4_K_M.gguf:800",
                "Llama-3.2-1B-Instruct-Q8_0.gguf:1300", "Llama-3.2-1B-Instruct.imatrix", "mmproj-F16.gguf:100",
            ]
            var summary = llama(1_235_814_432)
            summary.bosToken = "<|begin_of_text|>"
            summary.eosToken = "<|eot_id|>"
            summary.imatrixFile = "/models/x.imatrix"
            $0.gguf = ["Llama-3.2-1B-Instruct-Q4_K_M.gguf": summary]
            $0.tags = [
                "gguf", "text-generation", "facebook", "meta", "base_model:meta-llama/Llama-3.2-1B-Instruct",
                "base_model:quantized:meta-llama/Llama-3.2-1B-Instruct", "license:llama3.2", "conversational",
                "endpoints_compatible", "imatrix", "region:us",
            ]
            $0.pipeline = "text-generation"
            $0.parameters = 1_235_814_432
            $0.apps = [
                "llama.cpp", "node-llama-cpp", "vllm", "lmstudio", "localai", "jan", "backyard", "sanctum", "jellybox",
                "msty", "recursechat", "ollama", "unsloth", "docker-model-runner", "lemonade", "pi", "hermes-agent",
                "openclaw",
            ]
            $0.properties = [
                "gguf":
                    #"""
                {"total":1235814432,"architecture":"llama","context_length":8192,\#
                "chat_template":"{{ messages }}","bos_token":"<|begin_of_text|>","eos_token":"<|eot_id|>",\#
                "causal":true,"quantize_imatrix_file":"/models/x.imatrix","totalFileSize":800}
                """#
            ]
        },
        CorpusCase("gguf in shards, no card").with {
            $0.files = ["Q4_K_M/big-Q4_K_M-00001-of-00002.gguf:30", "Q4_K_M/big-Q4_K_M-00002-of-00002.gguf:12"]
            $0.gguf = [
                "Q4_K_M/big-Q4_K_M-00001-of-00002.gguf": llama(40, template: nil),
                "Q4_K_M/big-Q4_K_M-00002-of-00002.gguf": llama(30, template: nil),
            ]
            $0.tags = ["gguf", "text-generation", "endpoints_compatible", "region:us"]
            $0.pipeline = "text-generation"
            $0.parameters = 70
            $0.properties = [
                "gguf":
                    #"{"total":70,"architecture":"llama","context_length":8192,"causal":true,"totalFileSize":42}"#
            ]
        },
        CorpusCase("gguf that embeds", front: "library_name: sentence-transformers").with {
            $0.files = ["embed-F16.gguf:9"]
            var summary = GGUFSummaryFixture.bert
            summary.isCausal = false
            $0.gguf = ["embed-F16.gguf": summary]
            $0.tags = [
                "sentence-transformers", "gguf", "sentence-similarity", "endpoints_compatible", "region:us",
            ]
            $0.library = "sentence-transformers"
            $0.pipeline = "sentence-similarity"
            $0.parameters = 22
        },
        CorpusCase("gguf that was not read", front: "inference: false").with {
            $0.files = ["model.Q5_0.gguf"]
            $0.tags = ["gguf", "region:us"]
            $0.apps = []
            $0.properties = ["gguf": "null"]
        },
        CorpusCase("only a projector").with {
            $0.files = ["mmproj-F16.gguf"]
            $0.tags = ["gguf", "region:us"]
        },
        CorpusCase("gptq", front: "base_model: x/y\ninference: false").with {
            $0.files = ["config.json", "model.safetensors"]
            $0.documents = [
                "config.json": """
                {"architectures":["LlamaForCausalLM"],"model_type":"llama","quantization_config":
                {"bits":4,"group_size":128,"quant_method":"gptq"}}
                """
            ]
            $0.safetensors = ["model.safetensors": weights(("I32", 100), role: "qweight")]
            $0.tags = [
                "transformers", "safetensors", "llama", "text-generation", "base_model:x/y",
                "base_model:quantized:x/y", "autotrain_compatible", "text-generation-inference", "4-bit", "gptq",
                "region:us",
            ]
            $0.library = "transformers"
            $0.pipeline = "text-generation"
            $0.parameters = 800
            $0.properties = [
                "config":
                    #"""
                {"architectures":["LlamaForCausalLM"],"model_type":"llama","quantization_config":{"bits":4,\#
                "quant_method":"gptq"}}
                """#
            ]
        },
        CorpusCase("awq", front: "base_model: Qwen/Qwen2.5-7B-Instruct").with {
            $0.files = ["config.json", "model.safetensors"]
            $0.documents = [
                "config.json": """
                {"architectures":["Qwen2ForCausalLM"],"model_type":"qwen2","quantization_config":
                {"bits":4,"quant_method":"awq","version":"gemm"}}
                """
            ]
            $0.tags = [
                "transformers", "safetensors", "qwen2", "text-generation", "base_model:Qwen/Qwen2.5-7B-Instruct",
                "base_model:quantized:Qwen/Qwen2.5-7B-Instruct", "autotrain_compatible",
                "text-generation-inference", "endpoints_compatible", "4-bit", "awq", "region:us",
            ]
            $0.library = "transformers"
            $0.pipeline = "text-generation"
        },
        CorpusCase("bitsandbytes", front: "library_name: transformers").with {
            $0.files = ["config.json", "model.safetensors"]
            $0.documents = [
                "config.json": """
                {"architectures":["OPTForCausalLM"],"model_type":"opt","quantization_config":
                {"load_in_4bit":false,"load_in_8bit":true,"quant_method":"bitsandbytes"}}
                """
            ]
            $0.tags = [
                "transformers", "safetensors", "opt", "text-generation", "autotrain_compatible",
                "text-generation-inference", "endpoints_compatible", "8-bit", "bitsandbytes", "region:us",
            ]
            $0.library = "transformers"
            $0.pipeline = "text-generation"
            $0.properties = [
                "config":
                    #"""
                {"architectures":["OPTForCausalLM"],"model_type":"opt",\#
                "quantization_config":{"load_in_4bit":false,"load_in_8bit":true,"quant_method":"bitsandbytes"}}
                """#
            ]
        },
        CorpusCase("fp8 as it was made", front: "license: mit").with {
            $0.files = ["config.json", "model.safetensors"]
            $0.documents = [
                "config.json": """
                {"architectures":["DeepseekV3ForCausalLM"],"model_type":"deepseek_v3",
                "auto_map":{"AutoModelForCausalLM":"modeling_deepseek.DeepseekV3ForCausalLM"},
                "quantization_config":{"fmt":"e4m3","quant_method":"fp8"}}
                """
            ]
            $0.tags = [
                "transformers", "safetensors", "deepseek_v3", "text-generation", "custom_code", "license:mit",
                "autotrain_compatible", "text-generation-inference", "endpoints_compatible", "fp8", "region:us",
            ]
            $0.library = "transformers"
            $0.pipeline = "text-generation"
        },
        CorpusCase("compressed tensors").with {
            $0.files = ["config.json", "model.safetensors"]
            $0.documents = [
                "config.json": """
                {"architectures":["LlamaForCausalLM"],"model_type":"llama","quantization_config":
                {"format":"float-quantized","quant_method":"compressed-tensors",
                "config_groups":{"group_0":{"weights":{"num_bits":8,"type":"float"}}}}}
                """
            ]
            $0.tags = [
                "transformers", "safetensors", "llama", "text-generation", "autotrain_compatible",
                "text-generation-inference", "endpoints_compatible", "compressed-tensors", "region:us",
            ]
            $0.library = "transformers"
            $0.pipeline = "text-generation"
        },
        CorpusCase(
            "mlx",
            front: "library_name: mlx\nbase_model: google/gemma-2-2b-it\npipeline_tag: text-generation\ntags: [mlx]"
        ).with {
            $0.files = ["config.json", "model.safetensors", "chat_template.jinja"]
            $0.documents = [
                "config.json": """
                {"architectures":["Gemma2ForCausalLM"],"model_type":"gemma2",
                "quantization":{"group_size":64,"bits":4}}
                """
            ]
            $0.tags = [
                "mlx", "safetensors", "gemma2", "text-generation", "base_model:google/gemma-2-2b-it",
                "base_model:quantized:google/gemma-2-2b-it", "conversational", "4-bit", "region:us",
            ]
            $0.library = "mlx"
            $0.pipeline = "text-generation"
            $0.apps = ["mlx-lm", "lmstudio", "pi", "hermes-agent", "openclaw"]
        },
        CorpusCase("mlx by its weights").with {
            $0.files = ["config.json", "model.safetensors"]
            $0.documents = ["config.json": #"{"architectures":["LlamaForCausalLM"],"model_type":"llama"}"#]
            $0.safetensors = ["model.safetensors": weights(("BF16", 4), format: "mlx")]
            $0.tags = ["mlx", "safetensors", "llama", "text-generation", "region:us"]
            $0.library = "mlx"
            $0.pipeline = "text-generation"
            $0.parameters = 4
        },
        CorpusCase(
            "onnx for the browser",
            front: "base_model: sentence-transformers/all-MiniLM-L6-v2\nlibrary_name: transformers.js"
        ).with {
            $0.files = ["config.json", "onnx/model.onnx", "onnx/model_quantized.onnx"]
            $0.documents = ["config.json": #"{"architectures":["BertModel"],"model_type":"bert"}"#]
            $0.tags = [
                "transformers.js", "onnx", "bert", "feature-extraction",
                "base_model:sentence-transformers/all-MiniLM-L6-v2",
                "base_model:quantized:sentence-transformers/all-MiniLM-L6-v2", "region:us",
            ]
            $0.library = "transformers.js"
            $0.pipeline = "feature-extraction"
        },
    ]
}
