import HubStorage

/// A piece of SQL with what its question marks stand for.
struct SQLPiece: Sendable, Hashable {
    var sql: String
    var arguments: [SQLValue] = []

    init(_ sql: String, _ arguments: SQLValue...) {
        self.sql = sql
        self.arguments = arguments
    }
}

/// Text as a pattern of `LIKE … ESCAPE '!'`, in which every character stands for itself.
enum LikePattern {
    static func escaped(_ text: String) -> String {
        text.replacing("!", with: "!!").replacing("%", with: "!%").replacing("_", with: "!_")
    }
}

extension RepoListFilter {
    /// Whether the repo of the row `repos` meets the filter. Written so that no index is tempting: the row is there
    /// already when this is asked.
    var condition: SQLPiece {
        switch self {
        case .author(let name):
            SQLPiece(
                "COALESCE(repos.owner_id, 0) = (SELECT id FROM accounts WHERE name_key = ?)",
                .text(name.lowercased()))
        case .name(let text):
            SQLPiece(
                "COALESCE(repos.full_key, '') LIKE ? ESCAPE '!'",
                .text("%" + LikePattern.escaped(text.lowercased()) + "%"))
        case .tag(let tag):
            SQLPiece("(SELECT 1 FROM repo_tags WHERE repo_id = repos.id AND tag = ?) = 1", .text(tag))
        case .pipeline(let name): SQLPiece("COALESCE(repos.pipeline_tag, '') = ?", .text(name))
        case .library(let name):
            SQLPiece(
                """
                (COALESCE(repos.library_name, '') = ?
                OR (SELECT 1 FROM repo_tags WHERE repo_id = repos.id AND tag = ?) = 1)
                """, .text(name), .text(name))
        case .gated(let gated): SQLPiece(gated ? "repos.gated <> 'false'" : "repos.gated = 'false'")
        case .link(let link):
            SQLPiece(
                "(SELECT 1 FROM repo_links WHERE repo_id = repos.id AND kind = ? AND name = ?) = 1",
                .text(link.kind.rawValue), .text(link.name))
        case .linked:
            SQLPiece(
                """
                (SELECT 1 FROM repo_links WHERE repo_id = repos.id AND kind IN ('model', 'dataset') LIMIT 1) = 1
                """)
        case .parameters(let range):
            SQLPiece(
                "COALESCE(repos.parameters, -1) BETWEEN ? AND ?", .integer(range.lowerBound),
                .integer(range.upperBound))
        case .nothing: SQLPiece("1 = 0")
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
        case .name(let text):
            // Three letters are what the index knows.
            text.count < 3 ? nil : Self.namePosting(text, dialect)
        case .pipeline(let name):
            SQLPiece("SELECT id AS repo_id FROM repos WHERE pipeline_tag = ?", .text(name))
        // A model's library is always among its tags.
        case .tag(let tag), .library(let tag): SQLPiece("SELECT repo_id FROM repo_tags WHERE tag = ?", .text(tag))
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

    private static func namePosting(_ text: String, _ dialect: SQLDialect) -> SQLPiece {
        switch dialect {
        case .sqlite:
            SQLPiece(
                "SELECT rowid AS repo_id FROM repo_names WHERE repo_names MATCH ?",
                .text("\"" + text.lowercased().replacing("\"", with: "\"\"") + "\""))
        case .postgresql:
            SQLPiece(
                "SELECT id AS repo_id FROM repos WHERE full_key LIKE ? ESCAPE '!'",
                .text("%" + LikePattern.escaped(text.lowercased()) + "%"))
        }
    }
}
