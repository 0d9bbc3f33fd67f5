import GitObjects
import HubAPI
import NIOPosix
import RepoCards

/// A README as a page shows it.
struct CardView: Sendable {
    var body: HTML
    var metadata: HTML?
    var license: String?

    static func render(_ bytes: [UInt8], linkBase: LinkBase) -> CardView {
        let text = String(decoding: bytes, as: UTF8.self)
        guard let card = try? RepoCard.parse(text) else {
            return CardView(body: Markdown.render(String(FrontMatter.split(text).body), linkBase: linkBase))
        }
        return CardView(
            body: Markdown.render(card.body, linkBase: linkBase),
            metadata: card.hasMetadata ? MetadataTable.view(card.data) : nil,
            license: card.data["license"]?.strings.first)
    }

    fileprivate var cost: Int { body.markup.utf8.count + (metadata?.markup.utf8.count ?? 0) + 300 }
}

/// Renders cards on threads of its own, as a long one takes a while, and remembers the latest ones.
final class CardRenderer: Sendable {
    private struct Key: Hashable {
        let repoID: Int64
        let blob: ObjectID
        /// Names the repo and the revision, which addresses in the card are completed with.
        let linkBase: LinkBase
    }

    private let threads: NIOThreadPool
    private let cache = BoundedCache<Key, CardView>(limit: 32 << 20)

    init(threads: Int = 2) {
        self.threads = NIOThreadPool(numberOfThreads: threads)
        self.threads.start()
    }

    deinit {
        threads.shutdownGracefully { _ in }
    }

    /// - Parameter blob: The id of what `bytes` are.
    func card(_ bytes: [UInt8], blob: ObjectID, repoID: Int64, linkBase: LinkBase) async throws -> CardView {
        let key = Key(repoID: repoID, blob: blob, linkBase: linkBase)
        if let found = cache.find(key) { return found }
        return try await threads.runIfActive { [cache] in
            // Of several requests for a new card, one renders it.
            if let found = cache.find(key) { return found }
            let card = CardView.render(bytes, linkBase: linkBase)
            cache.insert(key, card, cost: card.cost)
            return card
        }
    }
}
