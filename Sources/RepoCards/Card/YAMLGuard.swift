/// A look at the bytes before the YAML library sees them.
///
/// The library finds duplicate keys by hashing them, with all aliases expanded: a few hundred bytes of nested
/// aliases inside a key would take it forever, and keys within keys cost their size once per level. Only flow
/// mappings, `? key` and `[collection]: value` can make such keys, so the guard counts those. It knows neither
/// quotes nor block text and so over-counts, which is harmless at limits no real card comes near.
struct YAMLGuard {
    /// Bytes times possible levels of keys: about a second of hashing. Blocks up to 32 KiB always pass.
    private static let maximumWork = 32 << 20
    /// The library itself refuses to nest deeper.
    private static let deepest = 1000

    private var complexKeys = 0
    private var anchors: Set<[UInt8]> = []
    private var aliases: Set<[UInt8]> = []
    private var aliasesAsKeys: Set<[UInt8]> = []

    static func check(_ yaml: String) throws(CardError) {
        var scan = YAMLGuard()
        var yaml = yaml
        yaml.withUTF8 { scan.run($0) }
        if min(scan.complexKeys, deepest) * yaml.utf8.count > maximumWork {
            throw CardError("the YAML is too large for so many flow mappings and complex keys")
        }
        let hidesExpansion = scan.complexKeys > 0 && !scan.aliases.isDisjoint(with: scan.anchors)
        if hidesExpansion || !scan.aliasesAsKeys.isDisjoint(with: scan.anchors) {
            throw CardError("the YAML uses aliases together with flow mappings or complex keys")
        }
    }

    private mutating func run(_ bytes: UnsafeBufferPointer<UInt8>) {
        // Whether a token may be the first thing in its line or in a flow collection.
        var atStart = true
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            switch byte {
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: ","), UInt8(ascii: "["):
                atStart = true
            case UInt8(ascii: "{"):
                // An empty mapping has no keys.
                if index == bytes.count || bytes[index] != UInt8(ascii: "}") { complexKeys += 1 }
                atStart = true
            case UInt8(ascii: "]"), UInt8(ascii: "}"):
                if Self.colonFollows(bytes, index) { complexKeys += 1 }
                atStart = false
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "-"), UInt8(ascii: ":"):
                break
            case UInt8(ascii: "?"):
                if atStart, index == bytes.count || Self.isBlank(bytes[index]) { complexKeys += 1 }
            case UInt8(ascii: "&"), UInt8(ascii: "*"):
                let name = Array(bytes[index...].prefix(while: Self.isNameByte))
                index += name.count
                atStart = false
                if byte == UInt8(ascii: "&") {
                    anchors.insert(name)
                } else {
                    aliases.insert(name)
                    if Self.colonFollows(bytes, index) { aliasesAsKeys.insert(name) }
                }
            case 0x80...:
                // May be a line break beyond ASCII.
                atStart = true
            default:
                atStart = false
            }
        }
        anchors.remove([])
    }

    private static func colonFollows(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> Bool {
        // The library allows 1024 bytes for a key in its line.
        let blanks = bytes[start...].prefix(1024).prefix { $0 == 0x20 || $0 == 0x09 }
        return blanks.endIndex < bytes.count && bytes[blanks.endIndex] == UInt8(ascii: ":")
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D || byte >= 0x80
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
