import HubAPI
import ModelFormats

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Reads safetensors headers and indexes as the texts they are, after checking them.
struct SafetensorsReader: Sendable {
    /// Bytes of an index that is read as a whole.
    private static let longestIndex: Int64 = 16 << 20

    let bytes: StoredBytes

    /// The names of the files an index names, and what is to be shown of it: its `metadata`.
    ///
    /// - Throws: ``HubFailure`` 400 for a file that is no index.
    func index(
        _ file: MainBranch.File, _ content: ResolveService.Content
    ) async throws -> (shards: [String], json: JSONValue) {
        guard file.size <= Self.longestIndex else {
            throw HubFailure.badRequest("\(file.path) has more than \(Self.longestIndex) bytes, which no index needs")
        }
        let text = try await bytes.read(content, 0..<file.size)
        do {
            return (try SafetensorsIndex.parse(text).shards, Self.shown(text))
        } catch let error as FormatError {
            throw Self.refusal(file, error)
        }
    }

    private static func shown(_ index: [UInt8]) -> JSONValue {
        struct Index: Decodable {
            let metadata: JSONValue?
        }
        let found = try? JSONDecoder().decode(Index.self, from: Data(index)).metadata
        return found.map { ["metadata": $0] } ?? [:]
    }

    /// The JSON of a file's header.
    ///
    /// - Throws: ``HubFailure`` 400 for a file that has none.
    func header(_ file: MainBranch.File, _ content: ResolveService.Content) async throws -> [UInt8] {
        let prefix = SafetensorsHeader.prefixLength
        do {
            let start = try await bytes.read(content, 0..<min(Int64(prefix), file.size))
            let end = Int64(prefix + (try SafetensorsHeader.length(start)))
            let whole = try await bytes.read(content, 0..<min(end, file.size))
            _ = try SafetensorsHeader.parse(whole, fileSize: file.size)
            let json = Array(whole.dropFirst(prefix))
            guard String(validating: json, as: UTF8.self) != nil else {
                throw HubFailure.badRequest("\(file.path): the header is not UTF-8")
            }
            return json
        } catch let error as FormatError {
            throw Self.refusal(file, error)
        }
    }

    private static func refusal(_ file: MainBranch.File, _ error: FormatError) -> HubFailure {
        .badRequest("\(file.path): \(error)")
    }
}
