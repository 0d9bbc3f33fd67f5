import HubAPI
import HubStorage

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
}
