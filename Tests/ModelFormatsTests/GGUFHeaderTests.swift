import HubAPI
import Testing

@testable import ModelFormats

@Suite struct GGUFHeaderTests {
    static func header(_ bytes: [UInt8], fileSize: Int64? = nil) throws -> GGUFHeader {
        guard case .complete(let header) = try GGUFHeader.parse(bytes, fileSize: fileSize) else {
            throw FormatError("the header is incomplete")
        }
        return header
    }

    @Test(arguments: ["tiny.gguf", "tiny-big-endian.gguf"])
    func filesOfTheReferenceWriter(name: String) throws {
        let bytes = try Fixture.bytes(name)
        let header = try Self.header(bytes, fileSize: Int64(bytes.count))
        #expect(header.version == 3)
        #expect(header.isBigEndian == (name != "tiny.gguf"))
        #expect(header.parameters == 32 * 64 + 64 + 2 * 3 * 32)
        #expect(header.tensors.map(\.name) == ["token_embd.weight", "output_norm.weight", "blk.0.attn.weight"])
        #expect(header.tensors.map(\.dimensions) == [[64, 32], [64], [32, 3, 2]])
        #expect(header.tensors.map(\.type.name) == ["Q8_0", "F32", "F16"])
        #expect(header.tensors.map(\.byteCount) == [32 * 2 * 34, 256, 384])
        // The writer pads the last tensor as well.
        let end = try #require(header.wholeFileSize)
        #expect((end + 31) / 32 * 32 == Int64(bytes.count))

        var summary = GGUFSummary(architecture: "llama", parameters: 2304)
        summary.contextLength = 2048
        summary.chatTemplate = "{{ messages }}"
        summary.bosToken = "<token-1>"
        summary.eosToken = "<token-299>"
        summary.fileType = "Q8_0"
        summary.sizeLabel = "2.3K"
        summary.name = "Tiny Llama"
        summary.imatrixFile = "calibration.dat"
        summary.isCausal = true
        #expect(header.summary() == summary)
        #expect(header.strings("general.tags", in: bytes) == ["tiny", "test"])
        #expect(header.strings("tokenizer.ggml.tokens", in: bytes, atMost: 2) == ["<token-0>", "<token-1>"])
        #expect(header.strings("tokenizer.ggml.scores", in: bytes) == nil)
        #expect(header.metadata["tokenizer.ggml.add_bos_token"]?.bool == true)
    }

    @Test func everyBeginningIsIncomplete() throws {
        let bytes = try Fixture.bytes("tiny.gguf")
        let length = try Self.header(bytes).length
        // The tokens in the middle are all alike.
        for count in Array(0..<900) + Array(length - 400..<length) {
            let prefix = Array(bytes[..<count])
            guard case .incomplete(let wanted) = try GGUFHeader.parse(prefix, fileSize: nil) else {
                Issue.record("\(count) bytes are enough")
                return
            }
            #expect(wanted > count && wanted <= length)
            // Such a file has no more to give.
            #expect(throws: FormatError.self) { try GGUFHeader.parse(prefix, fileSize: Int64(count)) }
        }
        #expect(try Self.header(Array(bytes[..<length])).length == length)
    }

    @Test(arguments: [1, 2, 3] as [UInt32], [false, true])
    func versionsAndByteOrders(version: UInt32, isBigEndian: Bool) throws {
        var writer = GGUFWriter(version: version, isBigEndian: isBigEndian)
        writer.key("general.architecture", "bert")
        writer.key("general.alignment", 64)
        writer.key("numbers", type: 9, writer.number(UInt32(5)) + writer.size(2) + [UInt8](repeating: 0xFF, count: 8))
        writer.key("small", type: 1, [0xFE])
        writer.key("half", type: 6, writer.number(Float(0.5).bitPattern))
        writer.key("double", type: 12, writer.number((-2.5).bitPattern))
        writer.key("long", type: 11, writer.number(Int64.min))
        writer.tensor("a", [3, 2])
        writer.tensor("scalar", [])
        let header = try Self.header(writer.bytes())
        #expect(header.version == version)
        #expect(header.isBigEndian == isBigEndian)
        #expect(header.parameters == 7)
        #expect(header.dataOffset % 64 == 0 && header.dataOffset >= header.length)
        #expect(header.metadata["small"] == .signed(-2))
        #expect(header.metadata["half"] == .float(0.5))
        #expect(header.metadata["double"] == .float(-2.5))
        #expect(header.metadata["long"]?.integer == .min)
        guard case .array(let numbers) = header.metadata["numbers"] else { throw FormatError("no array") }
        #expect(numbers.count == 2 && numbers.elementType == .int32 && numbers.range.count == 8)
    }

    @Test func manyTokensAreFoundWithoutBeingKept() throws {
        var writer = GGUFWriter()
        writer.key("tokenizer.ggml.bos_token_id", 149_999)
        writer.key("tokenizer.ggml.eos_token_id", 150_000)
        writer.key("tokenizer.ggml.tokens", (0..<150_000).map { "t\($0)" })
        let header = try Self.header(writer.bytes())
        #expect(header.bosToken == "t149999")
        #expect(header.eosToken == nil)
    }

    @Test func unknownTypesOfTensorsHaveNoSize() throws {
        var writer = GGUFWriter()
        writer.tensor("later", [7], type: 999)
        let header = try Self.header(writer.bytes())
        #expect(header.tensors[0].byteCount == nil && header.tensors[0].type.name == "999")
        #expect(header.wholeFileSize == nil)
        #expect(header.parameters == 7)
    }
}
