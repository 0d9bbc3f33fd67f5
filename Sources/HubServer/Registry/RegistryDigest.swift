import Crypto

/// A digest as registries write it: `sha256:` and 64 lower-case hexadecimal digits.
struct RegistryDigest: Sendable, Hashable, CustomStringConvertible {
    /// 32 bytes.
    let sha256: [UInt8]

    private static let prefix = "sha256:"

    init(sha256: [UInt8]) { self.sha256 = sha256 }

    init(of bytes: [UInt8]) { sha256 = Array(SHA256.hash(data: bytes)) }

    /// Nil for any other spelling.
    init?(_ text: String) {
        guard text.hasPrefix(Self.prefix), let bytes = LFSDigest.parse(text.dropFirst(Self.prefix.count)) else {
            return nil
        }
        sha256 = bytes
    }

    var description: String { Self.prefix + LFSDigest.hex(sha256) }
}
