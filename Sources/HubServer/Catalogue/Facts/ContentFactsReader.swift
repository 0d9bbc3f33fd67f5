import HubAPI
import ModelFormats
import RepoCards

/// Reads of a stored content no more than its facts need: the header, or the footer.
struct ContentFactsReader: Sendable {
    private static let longestDocument: Int64 = 16 << 20

    let stored: StoredBytes

    /// - Throws: ``FormatError`` for a content that isn't what its name says; what reading throws otherwise.
    func read(_ kind: WantedContent.Kind, _ content: ResolveService.Content, size: Int64) async throws -> String {
        switch kind {
        case .json, .text:
            guard size <= Self.longestDocument else { throw UnreadableContent("the document is too long") }
            return try ContentFacts.read(kind, try await bytes(content, 0..<size))
        case .safetensors:
            let prefix = Int64(SafetensorsHeader.prefixLength)
            let length = try SafetensorsHeader.length(try await bytes(content, 0..<min(prefix, size)))
            let header = try await bytes(content, 0..<min(prefix + Int64(length), size))
            return try ContentFacts.text(SafetensorsHeader.parse(header, fileSize: size).summary())
        case .gguf:
            var end = min(Int64(GGUFHeader.firstReadLength), size)
            while true {
                switch try GGUFHeader.parse(try await bytes(content, 0..<end), fileSize: size) {
                case .complete(let header): return try ContentFacts.text(header.summary())
                case .incomplete(let wanted):
                    guard end < size else { throw UnreadableContent("the file ends in the middle of its header") }
                    end = min(max(end * 2, Int64(wanted)), size)
                }
            }
        case .parquet:
            guard size >= 12 else { throw UnreadableContent("the file is too short for Parquet") }
            let length = Int64(try ParquetFooter.length(try await bytes(content, size - 8..<size)))
            guard length <= size - 12 else { throw UnreadableContent("the footer is longer than the file") }
            return try ContentFacts.text(
                ParquetFooter.parse(try await bytes(content, size - 8 - length..<size - 8)).summary())
        }
    }

    private func bytes(_ content: ResolveService.Content, _ range: Range<Int64>) async throws -> [UInt8] {
        try await stored.read(content, range)
    }
}

/// A content that isn't what its name says, or is too long for that.
struct UnreadableContent: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
