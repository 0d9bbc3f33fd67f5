import GitObjects
import HubAPI
import ModelFormats
import RepoCards

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What the headers of GGUF files say, read once for each content.
final class GGUFSummaries: Sendable {
    private struct Key: Hashable {
        let repoID: Int64
        /// A SHA-256 or a git id.
        let content: [UInt8]
    }

    private let contents: ContentFactsReader
    /// Nil for a file that can't be read: it is not tried again and again.
    private let cache = BoundedCache<Key, GGUFSummary?>(limit: 8 << 20)
    private let work = SharedWork<Key, GGUFSummary?>()

    init(contents: ContentFactsReader) {
        self.contents = contents
    }

    /// Nil for a file that isn't GGUF, whatever its name says.
    func summary(
        of file: MainBranch.File, _ content: ResolveService.Content, in repo: Repo
    ) async throws -> GGUFSummary? {
        let key = Key(repoID: repo.id, content: file.large?.sha256 ?? file.blob.bytes)
        if let found = cache.find(key) { return found }
        return try await work.value(key) { [self] in
            let summary = try await read(content, size: file.size)
            cache.insert(key, summary, cost: 500 + (summary?.chatTemplate?.utf8.count ?? 0))
            return summary
        }
    }

    private func read(_ content: ResolveService.Content, size: Int64) async throws -> GGUFSummary? {
        do {
            let text = try await contents.read(.gguf, content, size: size)
            return try JSONDecoder().decode(GGUFSummary.self, from: Data(text.utf8))
        } catch let error where error is FormatError || error is UnreadableContent {
            return nil
        }
    }
}
