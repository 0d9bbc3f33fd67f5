/// The small text that stands in a git tree for a file kept elsewhere.
///
/// Source: https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md
public struct LFSPointer: Sendable, Hashable {
    /// The SHA-256 of the file's content: 64 lower-case hexadecimal digits.
    public let sha256: String
    /// The number of bytes of the file.
    public let size: Int64

    /// The number of bytes that no pointer exceeds; bigger blobs need not be looked at.
    public static let maximumByteCount = 1024

    /// A pointer; nil when the digest is not 64 lower-case hexadecimal digits or the size is negative.
    public init?(sha256: String, size: Int64) {
        guard Self.isDigest(sha256.utf8), size >= 0 else { return nil }
        self.sha256 = sha256
        self.size = size
    }

    /// Reads the blob of a pointer. Further keys are let by when in order; they are not kept. The final newline
    /// may be missing.
    /// - Throws: `invalidPointer` for anything but a pointer of version 1 of at most 1024 bytes.
    public init(parsing bytes: [UInt8]) throws(GitError) {
        guard bytes.count <= Self.maximumByteCount else {
            throw GitError(.invalidPointer, "longer than a pointer may be")
        }
        var lines = bytes.split(separator: .newline, omittingEmptySubsequences: false)[...]
        if lines.last?.isEmpty == true { lines.removeLast() }
        guard let version = lines.popFirst(), version.elementsEqual(Self.versionLine.utf8) else {
            throw GitError(.invalidPointer, "no version line of Git LFS")
        }
        var digest: ArraySlice<UInt8>?
        var size: Int64?
        var previousKey: ArraySlice<UInt8> = []
        for line in lines {
            guard let space = line.firstIndex(of: .space), space > line.startIndex else {
                throw GitError(.invalidPointer, "a line without key and value")
            }
            let key = line[..<space]
            let value = line[(space + 1)...]
            let isKey = key.allSatisfy { $0.isLower || $0.isDigit || $0 == .dot || $0 == .minus }
            guard isKey, previousKey.lexicographicallyPrecedes(key),
                String(validating: value, as: UTF8.self) != nil
            else { throw GitError(.invalidPointer, "a key that is invalid or out of order") }
            previousKey = key
            if key.elementsEqual("oid".utf8) {
                guard value.starts(with: "sha256:".utf8) else {
                    throw GitError(.invalidPointer, "a digest of an unknown kind")
                }
                digest = value.dropFirst(7)
            } else if key.elementsEqual("size".utf8) {
                // A leading zero would make two spellings of one pointer.
                guard value.count == 1 || value.first != 0x30 else {
                    throw GitError(.invalidPointer, "a size with leading zeros")
                }
                size = parseDecimal(value)
            }
        }
        guard let digest, let size, Self.isDigest(digest) else {
            throw GitError(.invalidPointer, "no valid digest and size")
        }
        sha256 = String(decoding: digest, as: UTF8.self)
        self.size = size
    }

    private static let versionLine = "version https://git-lfs.github.com/spec/v1"

    private static func isDigest(_ bytes: some Collection<UInt8>) -> Bool {
        bytes.count == 64 && bytes.allSatisfy { $0.isDigit || (0x61...0x66).contains($0) }
    }

    /// The bytes of the pointer's blob.
    public func serialized() -> [UInt8] {
        Array("\(Self.versionLine)\noid sha256:\(sha256)\nsize \(size)\n".utf8)
    }

    /// The number of bytes that `serialized` gives.
    public var pointerSize: Int { serialized().count }
}
