import HubAPI
import Testing

@testable import ModelFormats

@Suite struct SafetensorsFilesTests {
    @Test func indexes() throws {
        let text =
            #"{"metadata":{"total_size":1.5e3,"total_parameters":700},"#
            + #""weight_map":{"a":"model-2.safetensors","b":"model-1.safetensors","c":"model-2.safetensors"}}"#
        let index = try SafetensorsIndex.parse(Array(text.utf8))
        #expect(index.shards == ["model-1.safetensors", "model-2.safetensors"])
        #expect(index.tensorCount == 3)
        #expect(index.totalSize == 1500)
        #expect(index.totalParameters == 700)
        for odd in [#""x""#, "-5", "null", "1e300", "{}", "[1]"] {
            let text = #"{"weight_map":{"a":"m"},"metadata":{"total_size":\#(odd),"total_parameters":\#(odd)}}"#
            let index = try SafetensorsIndex.parse(Array(text.utf8))
            #expect(index.totalSize == nil && index.totalParameters == nil)
        }
        #expect(try SafetensorsIndex.parse(Array(#"{"metadata":null,"weight_map":{"a":"m"}}"#.utf8)).shards == ["m"])
    }

    @Test(arguments: [
        "../x", "a/../b", "/x", "http://x/y", "", "a\\\\b", "a\\u0000b", "..",
    ])
    func shardsThatLeadElsewhere(name: String) {
        let text = #"{"weight_map":{"a":"\#(name)"}}"#
        let error = #expect(throws: FormatError.self) { try SafetensorsIndex.parse(Array(text.utf8)) }
        #expect(error?.description.contains("names the file") == true)
    }

    @Test(arguments: ["", "{}", "[]", #"{"weight_map":{}}"#, #"{"weight_map":[]}"#, #"{"weight_map":{"a":1}}"#])
    func wrongIndexes(text: String) {
        #expect(throws: FormatError.self) { try SafetensorsIndex.parse(Array(text.utf8)) }
    }

    @Test func tooManyShards() throws {
        func index(_ count: Int) -> [UInt8] {
            Array(("{\"weight_map\":{" + (0..<count).map { "\"\($0)\":\"\($0)\"" }.joined(separator: ",") + "}}").utf8)
        }
        #expect(try SafetensorsIndex.parse(index(10_000)).shards.count == 10_000)
        #expect(throws: FormatError.self) { try SafetensorsIndex.parse(index(10_001)) }
    }

    @Test func whichFilesAreTheModel() {
        func main(_ paths: String...) -> SafetensorsFiles.Choice? { SafetensorsFiles.main(in: paths) }
        #expect(main() == nil)
        #expect(main("README.md", "model.bin") == nil)
        #expect(main("adapter_model.safetensors", "model.safetensors") == .single("model.safetensors"))
        #expect(
            main("model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors", "model.safetensors.index.json")
                == .index("model.safetensors.index.json"))
        let parts = [
            "vae/diffusion_pytorch_model.safetensors", "text_encoder/model.safetensors",
            "transformer/diffusion_pytorch_model.safetensors.index.json",
        ]
        #expect(SafetensorsFiles.main(in: parts) == .index(parts[2]))
        #expect(
            main("vae/diffusion_pytorch_model.safetensors", "unet/diffusion_pytorch_model.safetensors")
                == .single("unet/diffusion_pytorch_model.safetensors"))
        #expect(main("diffusion_pytorch_model.safetensors") == .single("diffusion_pytorch_model.safetensors"))
        #expect(main("adapter_model.safetensors", "x.safetensors") == .single("adapter_model.safetensors"))
        #expect(main("x.safetensors", "consolidated.safetensors") == .single("consolidated.safetensors"))
        #expect(main("x.safetensors", "consolidated.00.safetensors") == .single("consolidated.00.safetensors"))
        #expect(main("lora.safetensors", "README.md") == .single("lora.safetensors"))
        #expect(main("a.safetensors", "b.safetensors") == nil)
        let shards = ["p/m-00002-of-00002.safetensors", "p/m-00001-of-00002.safetensors"]
        #expect(SafetensorsFiles.main(in: shards) == .shards(shards.sorted()))
        #expect(main("m-00001-of-00003.safetensors", "m-00003-of-00003.safetensors") == nil)
        #expect(main("m-00001-of-00002.safetensors", "n-00002-of-00002.safetensors") == nil)
    }
}
