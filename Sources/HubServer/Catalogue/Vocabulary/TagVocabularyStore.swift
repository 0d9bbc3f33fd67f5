import HubAPI
import HubStorage

/// Which tags there are. SQL and nothing else.
struct TagVocabularyStore {
    /// More than a page of filters can show; a hub with more tags shows the first in their order.
    private static let maximumTags = 20_000
    /// Those of private repos are looked at, too.
    private static let maximumSteps = 200_000

    private let db: any SQLConnection

    init(_ db: any SQLConnection) { self.db = db }

    /// Tags that lead to other things than groups of repos, and of which there are as many as there are repos.
    private static let passedOver = ["arxiv:", "base_model:", "diffusers:", "doi:"]

    /// The tags of public repos of a type. Goes through the index from one tag to the next, so that tags count and not repos.
    func publicTags(_ type: RepoType) throws -> [String] {
        var found: [String] = []
        var last = ""
        var skipped: Set<String> = []
        var steps = 0
        while steps < Self.maximumSteps, found.count < Self.maximumTags,
            let tag = try db.row("SELECT MIN(tag) AS tag FROM repo_tags WHERE tag > ?", .text(last))?.textOrNil("tag")
        {
            steps += 1
            if let prefix = Self.passedOver.first(where: tag.hasPrefix) {
                // The character after the colon is the semicolon. Where a database sorts by a language's rules, it may
                // not lead past them: then they are passed one by one.
                last = skipped.insert(prefix).inserted ? String(prefix.dropLast()) + ";" : tag
                continue
            }
            last = tag
            let isPublic = try db.row(
                """
                SELECT 1 AS found FROM repo_tags JOIN repos ON repos.id = repo_tags.repo_id
                WHERE repo_tags.tag = ? AND repos.type = ? AND repos.visibility = 'public' LIMIT 1
                """, .text(tag), .text(type.rawValue))
            if isPublic != nil { found.append(tag) }
        }
        return found
    }
}
