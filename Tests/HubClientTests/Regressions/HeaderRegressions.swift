import HubClient
import Testing

/// Headers of model files that claim more than there is.
@Suite(.timeLimit(.minutes(2))) struct HeaderRegressions {
    /// The beginning of a GGUF file, version 3, little-endian.
    struct Header {
        var bytes: [UInt8] = Array("GGUF".utf8)

        init(tensors: UInt64 = 0, pairs: UInt64 = 0) {
            add(3 as UInt32)
            add(tensors)
            add(pairs)
        }

        mutating func add(_ number: some FixedWidthInteger) {
            withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
        }

        /// - Parameter claimed: The length that is said, if it isn't the text's.
        mutating func add(_ text: String, claimed: UInt64? = nil) {
            add(claimed ?? UInt64(text.utf8.count))
            bytes.append(contentsOf: text.utf8)
        }
    }

    static let string: UInt32 = 8
    static let array: UInt32 = 9

    /// A header with one pair, whose value is written by the closure after its type.
    private static func pair(_ type: UInt32, _ value: (inout Header) -> Void) -> [UInt8] {
        var header = Header(pairs: 1)
        header.add("key")
        header.add(type)
        value(&header)
        return header.bytes
    }

    /// As many pairs as are claimed, with nothing wrong but their number.
    private static func pairs(_ count: UInt64) -> [UInt8] {
        var header = Header(pairs: count)
        for number in 0..<count {
            header.add("k\(number)")
            header.add(0 as UInt32)
            header.add(0 as UInt8)
        }
        return header.bytes
    }

    static let bombs: [(String, [UInt8])] = [
        ("pairs", pairs(100_001)),
        ("pairs beyond counting", Header(pairs: .max).bytes),
        ("tensors", Header(tensors: 10_000_001).bytes),
        ("tensors beyond counting", Header(tensors: .max, pairs: 0).bytes),
        ("string", pair(string) { $0.add("x", claimed: 10_000_001) }),
        ("string beyond counting", pair(string) { $0.add("x", claimed: .max) }),
        ("string beyond signs", pair(string) { $0.add("x", claimed: 1 << 63) }),
        (
            "array",
            pair(array) {
                $0.add(4 as UInt32)
                $0.add(1_000_001 as UInt64)
            }
        ),
        (
            "array that overflows",
            pair(array) {
                $0.add(10 as UInt32)
                $0.add(1 << 61 as UInt64)
            }
        ),
        (
            "nesting",
            pair(array) { header in
                for _ in 0..<6 {
                    header.add(array)
                    header.add(1 as UInt64)
                }
            }
        ),
        ("type", pair(99) { $0.add(0 as UInt64) }),
        ("magic", Array("GGML".utf8) + Array(repeating: 0, count: 100)),
    ]

    /// Padded as a file of 11 MB would be, so that nothing is said by the end of the file.
    private func refused(
        _ header: [UInt8], size: Int = 11_000_000, _ read: (Repo<Model>) async throws -> Void
    ) async throws {
        try await withBench { bench in
            bench.faults.put("o/m", ["x": .lfs(header + Array(repeating: 0, count: max(0, size - header.count)))])
            let model = try bench.model
            let error = try await hubError { try await read(model) }
            #expect(error?.kind == .decoding, "\(error?.description ?? "accepted")")
            // A claim is refused when it is read, not when all that it claims has come.
            #expect(bench.faults.bytesSent("GET", "resolve") < 4_500_000)
            #expect(bench.faults.requests("GET", "resolve").count < 5)
        }
    }

    @Test("R46: claims of a GGUF header are believed up to a limit", arguments: bombs)
    func gguf(name: String, header: [UInt8]) async throws {
        try await refused(header) { model in _ = try await model.gguf("x") }
    }

    @Test("R46: a GGUF header is not more than the file", arguments: [0, 3, 10, 23])
    func cutGGUF(length: Int) async throws {
        var header = Header(pairs: 1)
        header.add("key")
        try await refused(Array(header.bytes.prefix(length)), size: 0) { model in _ = try await model.gguf("x") }
    }

    @Test(
        "R46: claims of a safetensors header are believed up to a limit",
        arguments: [
            0, 1, 25_000_001, 1 << 31, 1 << 62, .max,
        ] as [UInt64])
    func safetensors(length: UInt64) async throws {
        let bytes = (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) }
        // More than there is would be refused anyway.
        let size = length == 25_000_001 ? 26_000_000 : 9_000_000
        try await refused(bytes, size: size) { model in _ = try await model.safetensors("x") }
    }

    @Test(
        "R46: nor is what a safetensors header says of itself",
        arguments: [
            #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,99999999999]}}"#,
            #"{"a":{"dtype":"F32","shape":[18446744073709551615,2],"data_offsets":[0,8]}}"#,
            #"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#,
            #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}"#,
            #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,9]}}"#,
            #"{"a":"# + String(repeating: "[", count: 5000), "[]", "null", "{", "\u{FF}",
        ])
    func safetensorsText(text: String) async throws {
        let length = UInt64(text.utf8.count)
        let prefix = (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) }
        try await refused(prefix + Array(text.utf8), size: text.utf8.count + 16) { model in
            _ = try await model.safetensors("x")
        }
    }

    @Test("R46: no header of noise ends anything but well", arguments: 0..<40 as Range<UInt64>)
    func noise(seed: UInt64) async throws {
        var header = Header(tensors: seed % 3, pairs: 1 + seed % 5)
        header.bytes += FaultFile.noise(3000, seed: seed)
        try await withBench { bench in
            bench.faults.put("o/m", ["x": .lfs(header.bytes)])
            let model = try bench.model
            for read in [{ _ = try await model.gguf("x") }, { _ = try await model.safetensors("x") }] {
                let error = try await hubError { try await read() }
                #expect(error?.kind == .decoding)
            }
        }
    }
}
