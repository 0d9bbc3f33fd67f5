import HubAPI
import Testing

@testable import HubServer

@Suite struct DocumentExtractTests {
    @Test("short documents stay as they are")
    func short() {
        let document: JSONValue = ["architectures": ["A"], "nested": ["deep": [1, 2, ["x": nil]]], "flag": true]
        #expect(DocumentExtract.of(document) == document)
        #expect(DocumentExtract.of([1, 2]) == [1, 2])
    }

    @Test("of an index only its shards are kept")
    func index() {
        let map = (0..<10_000).map { JSONMember("layer.\($0)", .string("model-\($0 % 3).safetensors")) }
        let extract = DocumentExtract.of(["metadata": ["total_size": 5], "weight_map": .object(map)])
        #expect(extract["metadata"] == ["total_size": 5])
        guard case .object(let shards) = extract["weight_map"] else {
            Issue.record("no map")
            return
        }
        #expect(
            Set(shards.compactMap(\.value.string)) == [
                "model-0.safetensors", "model-1.safetensors", "model-2.safetensors",
            ])
        #expect(shards.count == 3)
    }

    @Test("long lists, texts and objects are cut")
    func long() {
        let list = JSONValue.array(Array(repeating: .integer(1), count: 100_000))
        let object = JSONValue.object((0..<5_000).map { JSONMember("k\($0)", .bool(true)) })
        let extract = DocumentExtract.of([
            "list": list, "deep": ["list": list, "object": object],
            "text": .string(String(repeating: "x", count: 600_000)), "template": "{{ messages }}",
        ])
        #expect(extract["list"]?.array?.count == 200)
        #expect(extract["deep"]?["list"]?.array?.count == 200)
        #expect(extract["text"] == .null && extract["template"] == "{{ messages }}")
        #expect(extract.text.utf8.count < 100_000)
    }
}
