import HubAPI
import HubStorage

/// A piece of SQL with what its question marks stand for.
struct SQLPiece: Sendable, Hashable {
    var sql: String
    var arguments: [SQLValue] = []

    init(_ sql: String, _ arguments: SQLValue...) { self.init(sql, arguments) }

    init(_ sql: String, _ arguments: [SQLValue]) {
        self.sql = sql
        self.arguments = arguments
    }
}

/// Text as a pattern of `LIKE … ESCAPE '!'`, in which every character stands for itself.
enum LikePattern {
    static func escaped(_ text: String) -> String {
        text.putting("!", before: ["!", "%", "_"])
    }
}

extension String {
    /// Scalar by scalar, as databases read: a character may hold a sign and an accent.
    fileprivate func putting(_ sign: Unicode.Scalar, before signs: [Unicode.Scalar]) -> String {
        var scalars = UnicodeScalarView()
        for scalar in unicodeScalars {
            if signs.contains(scalar) { scalars.append(sign) }
            scalars.append(scalar)
        }
        return String(scalars)
    }
}

extension RepoListFilter {
    /// Whether the repo of the row `repos` meets the filter. Written so that no index is tempting: the row is there
    /// already when this is asked.
    func condition(_ dialect: SQLDialect) -> SQLPiece {
        switch self {
        case .author(let name):
            SQLPiece(
                "COALESCE(repos.owner_id, 0) = (SELECT id FROM accounts WHERE name_key = ?)",
                .text(name.lowercased()))
        case .names(let texts):
            SQLPiece(
                texts.map { _ in "COALESCE(repos.full_key, '') LIKE ? ESCAPE '!'" }.joined(separator: " AND "),
                texts.map(Self.pattern))
        case .tag(let tag): SQLPiece(Self.hasTag(dialect), .text(tag))
        case .pipeline(let name): SQLPiece("COALESCE(repos.pipeline_tag, '') = ?", .text(name))
        case .library(let name):
            SQLPiece(
                """
                (COALESCE(repos.library_name, '') = ? OR \(Self.hasTag(dialect)))
                """, .text(name), .text(name))
        case .gated(let gated): SQLPiece(gated ? "repos.gated <> 'false'" : "repos.gated = 'false'")
        case .link(let link):
            SQLPiece(
                "(SELECT 1 FROM repo_links WHERE repo_id = repos.id AND kind = ? AND name = ?) IS NOT NULL",
                .text(link.kind.rawValue), .text(link.name))
        case .linked:
            SQLPiece(
                """
                (SELECT 1 FROM repo_links WHERE repo_id = repos.id AND kind IN ('model', 'dataset') LIMIT 1) IS NOT NULL
                """)
        case .parameters(let range):
            SQLPiece(
                "COALESCE(repos.parameters, -1) BETWEEN ? AND ?", .integer(range.lowerBound),
                .integer(range.upperBound))
        case .nothing: SQLPiece("1 = 0")
        }
    }

    /// Whether ``condition(_:)`` needs no more of a repo than the indexes have that lists walk along.
    var isToldByIndex: Bool {
        switch self {
        case .author, .tag, .link, .linked, .nothing: true
        case .names, .pipeline, .library, .gated, .parameters: false
        }
    }

    /// By the index in which all repos of a tag lie together: what is asked of many repos stays in the cache. PostgreSQL
    /// would take the other one, where each repo's tags lie elsewhere; it doesn't for a range.
    private static func hasTag(_ dialect: SQLDialect) -> String {
        switch dialect {
        case .sqlite:
            "(SELECT 1 FROM repo_tags INDEXED BY repo_tags_by_tag WHERE repo_id = repos.id AND tag = ?) IS NOT NULL"
        case .postgresql:
            """
            (SELECT 1 FROM repo_tags WHERE repo_id BETWEEN repos.id AND repos.id AND tag = ?) IS NOT NULL
            """
        }
    }

    /// The ids of the repos, of whatever type, that may meet the filter, as one column `repo_id` from an index; nil
    /// for filters that most repos meet.
    func posting(_ dialect: SQLDialect) -> SQLPiece? {
        switch self {
        case .author(let name):
            SQLPiece(
                """
                SELECT id AS repo_id FROM repos
                WHERE owner_id = (SELECT id FROM accounts WHERE name_key = ?)
                """, .text(name.lowercased()))
        case .names(let texts): Self.namePosting(texts.filter { $0.count >= Self.indexedLength }, dialect)
        // A model's library is always among its tags.
        case .tag(let tag), .library(let tag): SQLPiece("SELECT repo_id FROM repo_tags WHERE tag = ?", .text(tag))
        case .pipeline(let name):
            SQLPiece("SELECT id AS repo_id FROM repos WHERE pipeline_tag = ?", .text(name))
        case .link(let link):
            SQLPiece(
                "SELECT repo_id FROM repo_links WHERE kind = ? AND name = ?", .text(link.kind.rawValue),
                .text(link.name))
        case .parameters(let range):
            SQLPiece(
                "SELECT id AS repo_id FROM repos WHERE type = 'model' AND parameters BETWEEN ? AND ?",
                .integer(range.lowerBound), .integer(range.upperBound))
        case .gated, .linked, .nothing: nil
        }
    }

    /// Whether the posting has the repos themselves, which needn't be looked up again then.
    func postsRepos(_ dialect: SQLDialect) -> Bool {
        if case .names = self { dialect == .postgresql } else { false }
    }

    /// What the indexes of names know are runs of three letters.
    private static let indexedLength = 3

    private static func namePosting(_ texts: [String], _ dialect: SQLDialect) -> SQLPiece? {
        guard !texts.isEmpty else { return nil }
        switch dialect {
        case .sqlite:
            let query = texts.map { "\"" + $0.lowercased().putting("\"", before: ["\""]) + "\"" }
            return SQLPiece(
                "SELECT rowid AS repo_id FROM repo_names WHERE repo_names MATCH ?",
                .text(query.joined(separator: " AND ")))
        case .postgresql:
            let condition = nameCondition(texts)
            return SQLPiece("SELECT id AS repo_id, repos.* FROM repos WHERE " + condition.sql, condition.arguments)
        }
    }

    /// What PostgreSQL's index of names answers of the filter, as a condition on `repos`; nil if that is nothing.
    var unorderedCondition: SQLPiece? {
        guard case .names(let texts) = self else { return nil }
        let indexed = texts.filter { $0.count >= Self.indexedLength }
        return indexed.isEmpty ? nil : Self.nameCondition(indexed)
    }

    private static func nameCondition(_ texts: [String]) -> SQLPiece {
        SQLPiece(
            texts.map { _ in "full_key LIKE ? ESCAPE '!'" }.joined(separator: " AND "), texts.map(pattern))
    }

    private static func pattern(_ text: String) -> SQLValue {
        .text("%" + LikePattern.escaped(text.lowercased()) + "%")
    }

    // MARK: Two tags

    /// The tag that the filter asks for, if it is one.
    var tagName: String? {
        switch self {
        case .tag(let tag), .library(let tag): tag
        default: nil
        }
    }

    /// As ``posting(_:)``, for two tags at once, from their index alone.
    ///
    /// - Parameter rare: The tag that fewer repos have.
    static func posting(both rare: String, _ other: String, _ dialect: SQLDialect) -> SQLPiece {
        switch dialect {
        case .sqlite:
            SQLPiece(
                """
                SELECT one.repo_id AS repo_id FROM repo_tags AS one INDEXED BY repo_tags_by_tag
                CROSS JOIN repo_tags AS two INDEXED BY repo_tags_by_tag
                WHERE one.tag = ? AND two.tag = ? AND two.repo_id = one.repo_id
                """, .text(rare), .text(other))
        case .postgresql:
            SQLPiece(
                """
                SELECT one.repo_id AS repo_id FROM repo_tags AS one
                JOIN repo_tags AS two ON two.repo_id = one.repo_id WHERE one.tag = ? AND two.tag = ?
                """, .text(rare), .text(other))
        }
    }

    /// As ``posting(both:_:_:)``, of the newest repos that have one of the tags.
    static func posting(both rare: String, _ other: String, amongNewest limit: Int, _ dialect: SQLDialect) -> SQLPiece {
        SQLPiece(
            """
            SELECT repos.id AS repo_id FROM
                (SELECT repo_id AS id FROM repo_tags WHERE tag = ? ORDER BY repo_id DESC LIMIT \(limit)) AS repos
            WHERE \(hasTag(dialect))
            """, .text(rare), .text(other))
    }

    /// The newest repos of a type that have a tag.
    static func posting(
        _ tag: String, amongNewest limit: Int, _ type: RepoType, _ dialect: SQLDialect
    ) -> SQLPiece {
        SQLPiece(
            """
            SELECT repos.id AS repo_id FROM
                (SELECT id FROM repos WHERE type = ? ORDER BY created_at DESC, id DESC LIMIT \(limit)) AS repos
            WHERE \(hasTag(dialect))
            """, .text(type.rawValue), .text(tag))
    }
}
