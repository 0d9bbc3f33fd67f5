#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension CachedTree {
    private static let version = 1

    private struct Document: Decodable {
        let format_version: Int
        let files: [String: File]

        struct File: Decodable {
            let size: Int64
            let blob_id: String
            let lfs_sha256: String?
            let lfs_size: Int64?
            let xet_hash: String?
        }
    }

    /// From the cache's file; nil if it is of another version, or not as it should be.
    init?(json: [UInt8]) {
        guard let document = try? JSONDecoder().decode(Document.self, from: Data(json)),
            document.format_version == Self.version
        else { return nil }
        self.files = document.files.mapValues {
            Entry(
                size: $0.size, blobID: $0.blob_id, sha256: $0.lfs_sha256, lfsSize: $0.lfs_size, xetHash: $0.xet_hash)
        }
        guard hasValidXetHashes, files.values.allSatisfy({ $0.size >= 0 && $0.lfsSize ?? 0 >= 0 }) else { return nil }
    }

    /// Byte for byte what Python's `json.dump(…, indent=1)` writes of it: paths in the order of their code points,
    /// everything beyond ASCII escaped.
    var json: [UInt8] {
        var text = PythonJSON()
        text.open()
        text.number("format_version", Int64(Self.version))
        text.key("files")
        text.open()
        for (path, entry) in files.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
            text.key(path)
            text.open()
            text.number("size", entry.size)
            text.string("blob_id", entry.blobID)
            if let sha256 = entry.sha256 {
                text.string("lfs_sha256", sha256)
                text.number("lfs_size", entry.lfsSize)
            }
            if let hash = entry.xetHash { text.string("xet_hash", hash) }
            text.close()
        }
        text.close()
        text.close()
        return text.bytes
    }
}

/// Objects as Python's `json` module writes them with an indent of one space.
private struct PythonJSON {
    private(set) var bytes: [UInt8] = []
    private var depth = 0
    private var isEmpty = true

    mutating func open() {
        bytes.append(UInt8(ascii: "{"))
        depth += 1
        isEmpty = true
    }

    mutating func close() {
        depth -= 1
        if !isEmpty { newline() }
        bytes.append(UInt8(ascii: "}"))
        isEmpty = false
    }

    mutating func key(_ key: String) {
        if !isEmpty { bytes.append(UInt8(ascii: ",")) }
        isEmpty = false
        newline()
        quoted(key)
        bytes += ": ".utf8
    }

    mutating func number(_ key: String, _ value: Int64?) {
        self.key(key)
        bytes += (value.map(String.init) ?? "null").utf8
    }

    mutating func string(_ key: String, _ value: String) {
        self.key(key)
        quoted(value)
    }

    private mutating func newline() {
        bytes.append(UInt8(ascii: "\n"))
        for _ in 0..<depth { bytes.append(UInt8(ascii: " ")) }
    }

    private mutating func quoted(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for unit in text.utf16 {
            switch unit {
            case 0x22, 0x5C: bytes += [UInt8(ascii: "\\"), UInt8(unit)]
            case 0x08: bytes += "\\b".utf8
            case 0x09: bytes += "\\t".utf8
            case 0x0A: bytes += "\\n".utf8
            case 0x0C: bytes += "\\f".utf8
            case 0x0D: bytes += "\\r".utf8
            case 0x20..<0x7F, 0x7F: bytes.append(UInt8(unit))
            default:
                let digits = String(unit, radix: 16)
                bytes += "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".utf8
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
