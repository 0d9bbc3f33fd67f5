/// A part of a dataset that is loaded by its own name: `default`, `en`, …
public struct DatasetConfig: Sendable, Hashable {
    /// A set of rows: `train`, `validation`, `test`, …
    public struct Split: Sendable, Hashable {
        public var name: String
        /// Paths in the repo, sorted.
        public var files: [String]

        public init(name: String, files: [String]) {
            self.name = name
            self.files = files
        }
    }

    public var name: String
    /// Splits with at least one file.
    public var splits: [Split]
    /// Whether it is the one that is loaded when no one names one.
    public var isDefault: Bool

    public init(name: String, splits: [Split], isDefault: Bool = false) {
        self.name = name
        self.splits = splits
        self.isDefault = isDefault
    }
}
