import HubAPI
import HubStorage
import RepoCards

/// What was derived from the content of repos. SQL and nothing else.
struct RepoFactsStore {
    private let db: any SQLConnection

    init(_ db: any SQLConnection) { self.db = db }

    /// JSON texts by repo and name.
    func properties(_ names: Set<String>, of repoIDs: [Int64]) throws -> [Int64: [String: String]] {
        guard !names.isEmpty, !repoIDs.isEmpty else { return [:] }
        let names = names.sorted()
        var found: [Int64: [String: String]] = [:]
        for start in stride(from: 0, to: repoIDs.count, by: 50) {
            let batch = Array(repoIDs[start..<min(start + 50, repoIDs.count)])
            let filled = batch + Array(repeating: -1, count: 50 - batch.count)
            let rows = try db.rows(
                """
                SELECT repo_id, name, value FROM repo_properties
                WHERE repo_id IN (\(HistoryStore.marks(50))) AND name IN (\(HistoryStore.marks(names.count)))
                """, filled.map(SQLValue.integer) + names.map(SQLValue.text))
            for row in rows {
                found[try row.integer("repo_id"), default: [:]][try row.text("name")] = try row.text("value")
            }
        }
        return found
    }

    /// What other repos say about models, as JSON texts: which public Spaces use them, and how many models
    /// were made from them.
    func live(_ names: Set<String>, of repos: [Repo]) throws -> [Int64: [String: String]] {
        var found: [Int64: [String: String]] = [:]
        for repo in repos where repo.type == .model {
            if names.contains("spaces") {
                let spaces = try db.rows(
                    """
                    SELECT repos.namespace, repos.name FROM repo_links JOIN repos ON repos.id = repo_links.repo_id
                    WHERE repo_links.kind = 'model' AND repo_links.name = ? AND repos.visibility = 'public'
                    ORDER BY repos.likes DESC, repos.id LIMIT 100
                    """, .text(repo.reference.id.key)
                ).map { JSONValue.string(try $0.text("namespace") + "/" + $0.text("name")) }
                found[repo.id, default: [:]]["spaces"] = JSONValue.array(spaces).text
            }
            if names.contains("childrenModelCount") {
                let count = try db.row(
                    """
                    SELECT COUNT(*) AS count FROM repo_tags JOIN repos ON repos.id = repo_tags.repo_id
                    WHERE repo_tags.tag = ? AND repos.type = 'model' AND repos.visibility = 'public'
                    """, .text("base_model:\(repo.fullName)"))
                found[repo.id, default: [:]]["childrenModelCount"] = String(try count?.integer("count") ?? 0)
            }
        }
        return found
    }

    /// Puts what was derived in the place of what was there.
    ///
    /// - Parameter version: By which version of the rules it was derived; 0 if that is not finished.
    func replace(_ facts: StorableFacts, version: Int64, of repo: Repo) throws {
        let id = SQLValue.integer(repo.id)
        let changed = try db.execute(
            """
            UPDATE repos SET pipeline_tag = ?, library_name = ?, sdk = COALESCE(?, sdk), parameters = ?,
                facts_version = ?, version = version + 1 WHERE id = ?
            """,
            .optional(facts.pipelineTag), .optional(facts.libraryName), .optional(facts.sdk),
            .optional(facts.parameters), .integer(version), id)
        // From here on nobody else changes the row. The repo may have moved since it was read.
        guard changed == 1,
            let name = try db.row("SELECT namespace, name FROM repos WHERE id = ?", id)
        else { return }
        try db.execute("DELETE FROM repo_tags WHERE repo_id = ?", id)
        try db.execute(
            "INSERT INTO repo_tags (repo_id, tag, position) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            batches: facts.tags.enumerated().map { [id, .text($1), .integer($0)] })
        try db.execute("DELETE FROM repo_links WHERE repo_id = ?", id)
        try db.execute(
            "INSERT INTO repo_links (repo_id, kind, name) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            batches: facts.links.map { [id, .text($0.kind.rawValue), .text($0.name)] })
        try db.execute("DELETE FROM repo_properties WHERE repo_id = ?", id)
        try db.execute(
            "INSERT INTO repo_properties (repo_id, name, value) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            batches: facts.properties.map { [id, .text($0.name), .text($0.json)] })
        try RepoTextsStore(db).put(
            name: try name.text("namespace") + "/" + name.text("name"), tags: facts.tags, body: facts.text, of: repo.id)
    }

    /// A repo whose facts were derived by older rules, or not to the end.
    struct Outdated: Sendable {
        let version: Int64
        let repoID: Int64
    }

    func outdated(before version: Int64, after last: Outdated?, limit: Int) throws -> [Outdated] {
        try db.rows(
            """
            SELECT facts_version, id FROM repos WHERE facts_version < ? AND (facts_version, id) > (?, ?)
                AND head_oid IS NOT NULL ORDER BY facts_version, id LIMIT ?
            """, .integer(version), .integer(last?.version ?? -1), .integer(last?.repoID ?? 0), .integer(limit)
        ).map { Outdated(version: try $0.integer("facts_version"), repoID: try $0.integer("id")) }
    }
}

/// What was read from a repo's files beside its card, kept so that it is read once.
struct ContentFactsStore {
    private let db: any SQLConnection

    init(_ db: any SQLConnection) { self.db = db }

    struct Key: Hashable, Sendable {
        /// A git id or a SHA-256.
        let content: [UInt8]
        let kind: WantedContent.Kind
    }

    /// What is known of the contents; a nil value for one that can't be read. Of all that is more than a commit's
    /// facts may be, nothing is known.
    func find(_ keys: [Key], of repoID: Int64) throws -> [Key: String?] {
        var lengths: [Key: Int64?] = [:]
        try forEach(keys, repoID, "length(facts) AS length") { key, row in
            lengths[key] = .some(try row.integerOrNil("length"))
        }
        var found: [Key: String?] = [:]
        var fitting: [Key] = []
        var budget = Int64(ContentFacts.mostBytes)
        for key in keys where found[key] == nil {
            guard let length = lengths[key] else { continue }
            found[key] = .some(nil)
            guard let length, length <= min(budget, Int64(ContentFacts.mostBytes(key.kind))) else { continue }
            budget -= length
            fitting.append(key)
        }
        let wanted = Set(fitting)
        try forEach(fitting, repoID, "facts") { key, row in
            if wanted.contains(key) { found[key] = .some(try row.textOrNil("facts")) }
        }
        return found
    }

    private func forEach(
        _ keys: [Key], _ repoID: Int64, _ column: String, _ body: (Key, SQLRow) throws -> Void
    ) throws {
        for start in stride(from: 0, to: keys.count, by: 50) {
            let batch = keys[start..<min(start + 50, keys.count)].map { SQLValue.blob($0.content) }
            let rows = try db.rows(
                """
                SELECT content, kind, \(column) FROM content_facts
                WHERE repo_id = ? AND content IN (\(HistoryStore.marks(50)))
                """, [.integer(repoID)] + batch + Array(repeating: .blob([]), count: 50 - batch.count))
            for row in rows {
                guard let kind = WantedContent.Kind(rawValue: try row.text("kind")) else { continue }
                try body(Key(content: try row.blob("content"), kind: kind), row)
            }
        }
    }

    /// Facts that are too long are kept as those of a content that can't be read.
    func put(_ facts: [Key: String?], of repoID: Int64) throws {
        try db.execute(
            """
            INSERT INTO content_facts (repo_id, content, kind, facts) VALUES (?, ?, ?, ?)
            ON CONFLICT (repo_id, content, kind) DO UPDATE SET facts = excluded.facts
            """,
            batches: facts.map {
                let fits = ($0.value?.utf8.count ?? 0) <= ContentFacts.mostBytes($0.key.kind)
                return [
                    .integer(repoID), .blob($0.key.content), .text($0.key.kind.rawValue),
                    .optional(fits ? $0.value : nil),
                ]
            })
    }

    /// Forgets that these could not be read: they were stored anew.
    func forgetUnreadable(_ contents: [[UInt8]], of repoID: Int64) throws {
        try db.execute(
            "DELETE FROM content_facts WHERE repo_id = ? AND content = ? AND facts IS NULL",
            batches: contents.map { [.integer(repoID), .blob($0)] })
    }

    /// Forgets what was read from contents that the repo's default branch no longer has.
    func keepOnly(_ keys: Set<Key>, of repoID: Int64) throws {
        let stored = try db.rows("SELECT content, kind FROM content_facts WHERE repo_id = ?", .integer(repoID))
        let gone = try stored.filter { row in
            guard let kind = WantedContent.Kind(rawValue: try row.text("kind")) else { return true }
            return !keys.contains(Key(content: try row.blob("content"), kind: kind))
        }
        try db.execute(
            "DELETE FROM content_facts WHERE repo_id = ? AND content = ? AND kind = ?",
            batches: try gone.map {
                [.integer(repoID), .blob(try $0.blob("content")), .text(try $0.text("kind"))]
            })
    }
}
