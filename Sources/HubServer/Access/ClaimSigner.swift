import Crypto

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Makes claims that only this hub can have made: bytes with their HMAC-SHA256, as one URL segment.
struct ClaimSigner: Sendable {
    private static let codeLength = 32

    private let key: SymmetricKey
    private let context: [UInt8]

    /// - Parameters:
    ///   - key: The same on all nodes of a hub; a new one makes all claims void.
    ///   - context: Keeps these codes apart from all others made with the same key, and from later forms.
    init(key: SymmetricKey, context: String) {
        self.key = key
        self.context = Array(context.utf8) + [0]
    }

    func sign(_ claims: [UInt8]) -> String {
        Self.text(of: claims + Array(HMAC<SHA256>.authenticationCode(for: context + claims, using: key)))
    }

    /// The claims if they were made here. Forged and garbled ones look the same.
    func verify(_ text: String) -> [UInt8]? {
        guard let bytes = Self.bytes(of: text), bytes.count > Self.codeLength else { return nil }
        let claims = Array(bytes.dropLast(Self.codeLength))
        // Compares in constant time.
        guard
            HMAC<SHA256>.isValidAuthenticationCode(
                bytes.suffix(Self.codeLength), authenticating: context + claims, using: key)
        else { return nil }
        return claims
    }

    // MARK: Base64 for URLs (RFC 4648 §5, without padding)

    private static func text(of bytes: [UInt8]) -> String {
        let plain = Data(bytes).base64EncodedString()
        return String(
            decoding: plain.utf8.lazy.filter { $0 != UInt8(ascii: "=") }.map(urlSafe), as: UTF8.self)
    }

    /// Nil for anything but the one spelling that ``text(of:)`` gives.
    private static func bytes(of text: String) -> [UInt8]? {
        // Longer than any claims: not worth decoding.
        guard text.utf8.count <= 2048 else { return nil }
        var plain = String(decoding: text.utf8.map(standard), as: UTF8.self)
        plain += String(repeating: "=", count: (4 - plain.utf8.count % 4) % 4)
        guard let data = Data(base64Encoded: plain) else { return nil }
        let bytes = Array(data)
        return Self.text(of: bytes) == text ? bytes : nil
    }

    private static func urlSafe(_ byte: UInt8) -> UInt8 {
        switch byte {
        case UInt8(ascii: "+"): UInt8(ascii: "-")
        case UInt8(ascii: "/"): UInt8(ascii: "_")
        default: byte
        }
    }

    private static func standard(_ byte: UInt8) -> UInt8 {
        switch byte {
        case UInt8(ascii: "-"): UInt8(ascii: "+")
        case UInt8(ascii: "_"): UInt8(ascii: "/")
        default: byte
        }
    }
}

/// Whose right a signed claim carries: it ends with the token that the user showed for it.
struct ClaimHolder: Sendable, Hashable {
    var userID: Int64
    var tokenID: Int64
}

extension Caller {
    /// Nil for anybody.
    var holder: ClaimHolder? { user.map { ClaimHolder(userID: $0.account.id, tokenID: $0.grant.tokenID) } }
}

/// Writes claims: fields of fixed width first, so that there is one reading only.
struct ClaimWriter {
    private(set) var bytes: [UInt8] = []

    mutating func write(_ byte: UInt8) { bytes.append(byte) }
    mutating func write(_ number: Int64) { bytes.append(contentsOf: withUnsafeBytes(of: number.bigEndian, Array.init)) }
    mutating func write(_ other: [UInt8]) { bytes.append(contentsOf: other) }

    mutating func write(_ holder: ClaimHolder?) {
        write(UInt8(holder == nil ? 0 : 1))
        write(holder?.userID ?? 0)
        write(holder?.tokenID ?? 0)
    }
}

/// Reads what ``ClaimWriter`` wrote, in the same order; nil when there is too little.
struct ClaimReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    mutating func bytes(_ count: Int) -> [UInt8]? {
        guard rest.count >= count else { return nil }
        defer { rest = rest.dropFirst(count) }
        return Array(rest.prefix(count))
    }

    mutating func byte() -> UInt8? { bytes(1)?.first }
    mutating func number() -> Int64? { bytes(8).map { $0.reduce(0) { $0 << 8 | Int64($1) } } }

    mutating func holder() -> ClaimHolder?? {
        guard let there = byte(), let userID = number(), let tokenID = number() else { return nil }
        return .some(there == 0 ? nil : ClaimHolder(userID: userID, tokenID: tokenID))
    }

    /// All that is left, as text.
    func text() -> String? { String(validating: rest, as: UTF8.self) }
}
