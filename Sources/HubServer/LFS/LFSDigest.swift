import HubStorage

/// SHA-256 digests as LFS writes them, and where their content lies.
enum LFSDigest {
    /// The 32 bytes of 64 lower-case hexadecimal digits; nil for anything else. Upper case would be a second
    /// spelling of the same content.
    static func parse(_ text: some StringProtocol) -> [UInt8]? {
        let digits = Array(text.utf8)
        guard digits.count == 64 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(32)
        for place in stride(from: 0, to: 64, by: 2) {
            guard let high = value(of: digits[place]), let low = value(of: digits[place + 1]) else {
                return nil
            }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    static func hex(_ bytes: some Sequence<UInt8>) -> String {
        var digits: [UInt8] = []
        for byte in bytes {
            digits.append(Self.digits[Int(byte >> 4)])
            digits.append(Self.digits[Int(byte & 15)])
        }
        return String(decoding: digits, as: UTF8.self)
    }

    /// 128 random bits in hexadecimal, for names nobody can guess.
    static func randomName() -> String {
        var generator = SystemRandomNumberGenerator()
        return hex((0..<16).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
    }

    private static let digits = Array("0123456789abcdef".utf8)

    private static func value(of digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}

/// The object-store keys of large files.
enum LFSKeys {
    /// All parts of all uploads.
    static let parts = "lfs-parts/"

    /// All whole contents.
    static let contents = "lfs/"

    /// Whole content. Two levels of folders keep each one small.
    static func content(_ sha256: [UInt8]) throws -> ObjectKey {
        let hex = LFSDigest.hex(sha256)
        return try ObjectKey("\(contents)\(hex.prefix(2))/\(hex.dropFirst(2).prefix(2))/\(hex)")
    }

    /// The content that a key under ``contents`` names.
    static func sha256(of content: ObjectKey) -> [UInt8]? {
        content.value.split(separator: "/").last.flatMap { LFSDigest.parse($0) }
    }

    /// The parts of one upload.
    static func parts(of uploadID: String) -> String { parts + uploadID + "/" }

    /// One part. Stored objects never change, so a part that is sent again gets another tag and with it a
    /// key.
    static func part(_ number: Int64, tag: String, of uploadID: String) throws -> ObjectKey {
        try ObjectKey(parts(of: uploadID) + "\(number)-\(tag)")
    }

    /// The upload that a part's key names.
    static func uploadID(of part: ObjectKey) -> String? {
        guard part.value.hasPrefix(parts) else { return nil }
        return part.value.dropFirst(parts.count).split(separator: "/").first.map(String.init)
    }
}
