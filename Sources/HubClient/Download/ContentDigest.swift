import Crypto
import GitObjects

/// The hash that names a file's content, and so says whether its bytes are the right ones.
enum ContentDigest: Sendable, Hashable {
    /// Of large files.
    case sha256(String)
    /// Of the others: the id of the git object.
    case gitBlob(String)

    /// From an ETag: hubs name a file's content by its hash. nil if this one is no hash, and tells nothing.
    init?(etag: String) {
        guard etag.utf8.allSatisfy(Self.isHex) else { return nil }
        switch etag.utf8.count {
        case 64: self = .sha256(etag)
        case 40: self = .gitBlob(etag)
        default: return nil
        }
    }

    var hex: String {
        switch self {
        case .sha256(let hex), .gitBlob(let hex): hex
        }
    }

    private static func isHex(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }
}

/// Computes a file's ``ContentDigest`` while its bytes pass by.
struct ContentHasher {
    private var sha256: SHA256?
    private var gitBlob: ObjectHasher?

    /// - Parameter size: Of the whole file; git's hash begins with it.
    init(for digest: ContentDigest, size: Int64) {
        switch digest {
        case .sha256: sha256 = SHA256()
        case .gitBlob: gitBlob = ObjectHasher(kind: .blob, size: size)
        }
    }

    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        sha256?.update(bufferPointer: bytes)
        gitBlob?.update(bytes)
    }

    /// 40 or 64 hex digits.
    func finalize() -> String {
        if let gitBlob { return gitBlob.finalize().hex }
        return sha256.map { Self.hex($0.finalize()) } ?? ""
    }

    private static func hex(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
