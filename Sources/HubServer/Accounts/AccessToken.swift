import Crypto

/// The secret that a user's programs show: `hf_`, 28 random letters and digits, and 6 more that are a checksum of
/// all before them.
///
/// The checksum lets a mistyped or truncated token be refused without asking the database, and lets secret scanners
/// tell a real token from a lookalike. Only the SHA-256 of a token is stored: it is random enough that a slow hash
/// would add nothing.
struct AccessToken: Sendable {
    let text: String

    private static let prefix = "hf_"
    private static let randomCount = 28
    private static let checksumCount = 6
    private static let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)

    /// A new random token.
    init() {
        var generator = SystemRandomNumberGenerator()
        let random = (0..<Self.randomCount).map { _ in
            Self.alphabet[Int.random(in: 0..<Self.alphabet.count, using: &generator)]
        }
        let head = Self.prefix + String(decoding: random, as: UTF8.self)
        text = head + Self.checksum(of: head)
    }

    /// A token as somebody shows it; nil when it can't be one of ours.
    init?(_ text: String) {
        guard Self.looksLikeToken(text) else { return nil }
        let head = String(text.dropLast(Self.checksumCount))
        guard head + Self.checksum(of: head) == text else { return nil }
        self.text = text
    }

    /// Whether somebody meant this to be a token, well typed or not.
    static func looksLikeToken(_ text: String) -> Bool {
        let bytes = text.utf8
        return text.hasPrefix(prefix) && (37...100).contains(bytes.count)
            && bytes.dropFirst(prefix.utf8.count).allSatisfy(alphabet.contains)
    }

    /// What is stored instead of the token.
    var hash: [UInt8] { Array(SHA256.hash(data: Array(text.utf8))) }

    private static func checksum(of text: String) -> String {
        var rest = crc32(text.utf8)
        var digits: [UInt8] = []
        for _ in 0..<checksumCount {
            digits.append(alphabet[Int(rest) % alphabet.count])
            rest /= UInt32(alphabet.count)
        }
        return String(decoding: digits.reversed(), as: UTF8.self)
    }

    /// CRC-32 as in zlib. Bit by bit: tokens are short.
    private static func crc32(_ bytes: some Sequence<UInt8>) -> UInt32 {
        var value: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            value ^= UInt32(byte)
            for _ in 0..<8 { value = value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
        }
        return ~value
    }
}
