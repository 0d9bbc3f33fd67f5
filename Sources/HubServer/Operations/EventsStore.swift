import GitObjects
import HubAPI
import HubStorage

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The outbox: every write appends here what happened, in its own transaction, for audit, webhooks and search.
struct EventsStore {
    private let db: any SQLConnection

    init(_ db: any SQLConnection) { self.db = db }

    func append(_ kind: String, repoID: Int64?, actorID: Int64?, detail: JSONValue = [:]) throws {
        try db.execute(
            "INSERT INTO events (id, at, kind, repo_id, actor_id, detail) VALUES (?, ?, ?, ?, ?, ?)",
            .integer(Identifier.make()), .integer(Timestamp.now.milliseconds), .text(kind),
            .optional(repoID), .optional(actorID), .text(detail.text))
    }

    /// Where the repo's refs pointed before they were squashed or deleted, since `time`.
    func abandonedHeads(of repoID: Int64, since time: Timestamp) throws -> [ObjectID] {
        try db.rows(
            """
            SELECT detail FROM events WHERE id >= ? AND at >= ? AND repo_id = ?
                AND kind IN ('branch.squash', 'branch.delete', 'tag.delete')
            """, .integer(Identifier.first(at: time)), .integer(time.milliseconds), .integer(repoID)
        ).compactMap { row in
            let detail = try JSONDecoder().decode(JSONValue.self, from: Data(try row.text("detail").utf8))
            return detail["old"]?.string.flatMap { ObjectID(hex: $0) }
        }
    }
}
