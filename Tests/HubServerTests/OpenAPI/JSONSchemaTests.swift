import HubAPI
import Testing

@testable import HubServer

@Suite struct JSONSchemaTests {
    @Test func objectsNameWhatIsAlwaysThere() {
        let schema = JSONSchema.object(
            .must("id", .sha1, "The id."), .may("size", .size), .may("tags", .array(.string).counting(1, upTo: 9)))
        #expect(
            schema.json.text
                == #"{"type":"object","required":["id"],"properties":{"id":{"type":"string","pattern":"^[0-9a-f]{40}$","#
                + #""description":"The id."},"size":{"type":"integer","minimum":0,"maximum":9007199254740991},"tags":"#
                + #"{"type":"array","items":{"type":"string"},"minItems":1,"maxItems":9}}}"#)
        #expect(schema.words == "object: id, size, tags")
    }

    @Test func choicesAndNames() {
        #expect(
            JSONSchema.named(.gated).orNull.json.text
                == ##"{"anyOf":[{"$ref":"#/components/schemas/Gated"},{"type":"null"}]}"##)
        #expect(
            JSONSchema.oneOf(["a", "b"]).defaulting(to: "a").json.text
                == #"{"type":"string","enum":["a","b"],"default":"a"}"#)
        #expect(JSONSchema.constant(false).json.text == #"{"const":false}"#)
        #expect(
            JSONSchema.dictionary(.number).json.text == #"{"type":"object","additionalProperties":{"type":"number"}}"#)
        #expect(JSONSchema.integer(1...9).words == "number from 1 to 9")
        #expect(JSONSchema.size.words == "number from 0")
        #expect(JSONSchema.array(.named(.user)).words == "list of User")
    }
}
