/// The size of a dataset in rows, as the tag `size_categories:` has it.
enum SizeCategory {
    static func name(rows: Int64) -> String {
        bounds.first { rows < $0.below }?.name ?? "n>1T"
    }

    /// From small to large.
    static var all: [String] { bounds.map(\.name) + ["n>1T"] }

    private static let bounds: [(below: Int64, name: String)] = [
        (1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"),
        (10_000_000, "1M<n<10M"), (100_000_000, "10M<n<100M"), (1_000_000_000, "100M<n<1B"),
        (10_000_000_000, "1B<n<10B"), (100_000_000_000, "10B<n<100B"), (1_000_000_000_000, "100B<n<1T"),
    ]
}
