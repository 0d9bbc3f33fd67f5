import Crypto
import NIOCore

/// A file of a repo of a ``FaultHub``.
struct FaultFile: Sendable {
    enum Storage: Sendable, Hashable {
        /// In git: its etag is the blob id.
        case regular
        /// Its etag is its SHA-256.
        case lfs
        /// As `lfs`, and by Xet for clients that want it; the hash is what the answers name, 64 hex digits.
        case xet(String)
    }

    let content: ByteBuffer
    let storage: Storage
    /// 40 hex digits. Of an LFS file it is the pointer's.
    let blobID: String
    /// 64 hex digits.
    let sha256: String
    /// What the hub says it is, when that is not what it is.
    var claimedEtag: String?

    var size: Int { content.readableBytes }

    /// What the cache stores it under.
    var etag: String { claimedEtag ?? (storage == .regular ? blobID : sha256) }

    init(_ bytes: some Sequence<UInt8>, as storage: Storage = .regular) {
        let content = ByteBuffer(bytes: bytes)
        self.content = content
        self.storage = storage
        self.sha256 = SHA256.hash(data: Array(content.readableBytesView)).hex
        if storage == .regular {
            self.blobID = Self.blobID(of: content)
        } else {
            let pointer =
                "version https://git-lfs.github.com/spec/v1\noid sha256:\(sha256)\nsize \(content.readableBytes)\n"
            self.blobID = Self.blobID(of: ByteBuffer(string: pointer))
        }
    }

    static func text(_ text: String) -> FaultFile { FaultFile(Array(text.utf8)) }
    static func lfs(_ bytes: some Sequence<UInt8>) -> FaultFile { FaultFile(bytes, as: .lfs) }

    /// Bytes that look random, the same for the same seed.
    static func noise(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
        var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
        return [UInt8](unsafeUninitializedCapacity: count) { bytes, filled in
            for index in 0..<count {
                state ^= state << 13
                state ^= state >> 7
                state ^= state << 17
                bytes[index] = UInt8(truncatingIfNeeded: state >> 32)
            }
            filled = count
        }
    }

    private static func blobID(of content: ByteBuffer) -> String {
        var hash = Insecure.SHA1()
        hash.update(data: Array("blob \(content.readableBytes)\0".utf8))
        hash.update(data: Array(content.readableBytesView))
        return hash.finalize().hex
    }
}

extension Digest {
    /// In lower-case hex digits.
    var hex: String { map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }
}

/// A repo of a ``FaultHub``: every commit holds the whole list of its files.
struct FaultRepo: Sendable {
    var isPrivate = false
    var isGated = false
    /// Files by commit.
    var commits: [String: [String: FaultFile]] = [:]
    /// Commits by branch, or by any other name of a ref such as `refs/pr/1`.
    var refs: [String: String] = [:]
    /// Where the repo is now, after it was renamed: clients are sent there by a relative redirect.
    var movedTo: String?

    /// The commit that a branch, a ref or a commit id means.
    func commit(of revision: String) -> String? {
        refs[revision] ?? refs["refs/heads/\(revision)"] ?? (commits[revision] == nil ? nil : revision)
    }
}
