import HubAPI

/// Names that no account can take, because they are paths of the hub itself or would pass for its operator.
enum ReservedNames {
    /// The name of the account that the first start makes; nobody else may have it.
    static let firstAdmin = "admin"

    private static let words: Set<String> = [
        firstAdmin, "administrator", "root", "roost", "huggingface", "support", "system",
        "api", "models", "datasets", "spaces", "buckets", "kernels", "collections", "papers", "posts",
        "tasks",
        "resolve", "raw", "blob", "tree", "commit", "commits", "git", "lfs", "cas", "xet",
        "login", "logout", "join", "signup", "settings", "account", "user", "users", "org", "orgs",
        "organizations", "organization", "new", "search", "docs", "oauth", "uploads", "notifications",
        "health", "metrics", "openapi.json", "api-docs", "v2", "robots.txt", "favicon.ico", "assets", "static", "about",
        "help",
        "terms", "privacy", "pricing", "blog", "inference", "jobs", "webhooks", "front", "public", "private",
        "null", "undefined", "none", "me",
    ]

    /// - Throws: ``AccountsError`` naming what is wrong.
    static func check(_ name: String, allowingFirstAdmin: Bool = false) throws(AccountsError) {
        guard RepoID.isValidName(name) else {
            throw AccountsError(
                .invalidName,
                "\"\(AccountsError.shown(name))\" can't be a name: use 1 to 96 letters, digits, '-', '_' and '.', "
                    + "beginning and ending with a letter, a digit or '_', without '--' or '..'")
        }
        let key = name.lowercased()
        if allowingFirstAdmin, key == firstAdmin { return }
        guard !words.contains(key) else {
            throw AccountsError(.reservedName, "\"\(name)\" is reserved: choose another name")
        }
    }
}
