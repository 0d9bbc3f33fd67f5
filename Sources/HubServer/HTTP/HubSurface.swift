import HubAPI

/// The parts of huggingface.co's surface, so that a route of the Hub that Roost lacks is told from a typo: the
/// first answers 501, the second 404.
enum HubSurface {
    private static let areas: Set<String> = [
        "buckets", "collections", "daily_papers", "discussions", "docs", "jobs", "kernels", "metrics",
        "models-tags-by-type", "datasets-tags-by-type", "notifications", "organizations", "papers", "posts",
        "quicksearch", "resolve-cache", "scheduled-jobs", "settings", "sql-console", "tasks", "trending",
        "users",
    ]

    /// First words of paths of the Hub's own.
    static let roots: Set<String> = ["oauth", ".well-known"]

    static func isKnown(_ segments: [Substring]) -> Bool {
        guard let first = segments.first else { return false }
        if roots.contains(String(first)) { return segments.count > 1 }
        guard first == "api", segments.count > 1 else { return false }
        return areas.contains(String(segments[1])) || RepoType(plural: segments[1]) != nil
    }
}
