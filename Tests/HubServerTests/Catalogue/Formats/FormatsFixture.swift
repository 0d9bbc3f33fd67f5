import HubAPI

/// Small files in formats that the hub reads.
enum FormatsFixture {
    /// A safetensors file with one tensor of four bytes.
    static func safetensors(tensor: String = "w", dtype: String = "F32", pad: Int = 0) -> [UInt8] {
        let text =
            "{\"__metadata__\":{\"format\":\"pt\"},\"\(tensor)\":{\"dtype\":\"\(dtype)\",\"shape\":[1],"
            + "\"data_offsets\":[0,4]}}" + String(repeating: " ", count: pad)
        return length(text.utf8.count) + Array(text.utf8) + [0, 0, 128, 63]
    }

    static func length(_ count: Int) -> [UInt8] { withUnsafeBytes(of: UInt64(count).littleEndian, Array.init) }

    static func index(_ map: [(String, String)]) -> [UInt8] {
        let members = map.map { JSONMember($0.0, .string($0.1)) }
        return JSONValue.object([
            JSONMember("metadata", ["total_size": 8, "made_by": "us"]), JSONMember("weight_map", .object(members)),
        ]).utf8
    }
}
