import HubAPI

/// The card that a new Space begins with. What runs a Space is said in its card, so what was chosen when the Space was
/// made stands there from the first commit on, for everybody who looks at the files.
enum SpaceCard {
    private static let emojis = ["🚀", "🌱", "⚡", "🎨", "🔎", "🧭", "🎵", "📚"]
    /// Those that the Hub knows.
    private static let colors = ["red", "yellow", "green", "blue", "indigo", "purple", "pink", "gray"]

    static func text(for repo: Repo, sdk: String) -> String {
        // Looks that differ from Space to Space, so that a list of new ones isn't all of one colour.
        let look = Int(truncatingIfNeeded: repo.id.magnitude % 1_000_003)
        return """
            ---
            title: \(JSONValue.string(title(repo.name)).text)
            emoji: \(emojis[look % emojis.count])
            colorFrom: \(colors[look / 8 % colors.count])
            colorTo: \(colors[(look / 8 + 1 + look / 64 % 7) % colors.count])
            sdk: \(sdk)
            pinned: false
            ---

            """
    }

    /// `my-first_space` as people write it: My First Space.
    private static func title(_ name: String) -> String {
        let words = name.split { $0 == "-" || $0 == "_" }
        return words.isEmpty ? name : words.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined(separator: " ")
    }
}
