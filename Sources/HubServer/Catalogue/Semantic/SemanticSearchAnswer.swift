import HubAPI

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The answer of a search by meaning: objects as in lists, with how well each was found.
///
/// The Hub's `ai_short_description` and `ai_category` are left out: no model writes descriptions here. So is `runtime`:
/// Spaces run in the browser.
enum SemanticSearchAnswer {
    static func json(_ hits: [SemanticSearchService.Hit]) -> JSONValue { .array(hits.map(json)) }

    private static func json(_ hit: SemanticSearchService.Hit) -> JSONValue {
        let repo = hit.repo
        var members = RepoProperties.identity(repo)
        for name in names(repo.type) {
            let value = RepoProperties.value(name, repo, tags: hit.tags, stored: [:], member: hit.isMember)
            if let value { members.append(JSONMember(name, value)) }
        }
        if repo.type == .space {
            let card = Card(json: hit.card)
            members.append(JSONMember("title", .string(card.title ?? repo.name)))
            if let emoji = card.emoji { members.append(JSONMember("emoji", .string(emoji))) }
        }
        // Four digits tell neighbouring ranks apart.
        members.append(JSONMember("semanticRelevancyScore", .number((hit.score * 10_000).rounded() / 10_000)))
        return .object(members)
    }

    private static func names(_ type: RepoType) -> [String] {
        let common = ["author", "createdAt", "lastModified", "likes", "private", "tags", "trendingScore"]
        return switch type {
        case .model: common + ["downloads", "gated", "library_name", "pipeline_tag"]
        case .dataset: common + ["downloads", "gated"]
        case .space: common + ["sdk"]
        }
    }

    /// What a Space's card says of how it is shown.
    private struct Card {
        let title: String?
        let emoji: String?

        init(json: String?) {
            let data = json.flatMap { try? JSONDecoder().decode(JSONValue.self, from: Data($0.utf8)) }
            title = data?["title"]?.string.flatMap { $0.isEmpty ? nil : $0 }
            emoji = data?["emoji"]?.string.flatMap { $0.isEmpty ? nil : $0 }
        }
    }
}
