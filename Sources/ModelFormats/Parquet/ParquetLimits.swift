/// What the footer of a Parquet file may claim at most.
public enum ParquetLimits {
    /// Bytes of the footer.
    public static let footerLength = 64_000_000
    /// Columns and groups of columns in the schema.
    public static let schemaElements = 100_000
    /// How deep groups may be nested.
    public static let nesting = 64
    /// Pairs of key and value in the file's metadata.
    public static let keyValues = 10_000
    /// Characters of the type of one column as text.
    static let typeLength = 500
    /// Bytes of the dataset's features that are kept.
    static let featuresLength = 1_000_000
    /// Columns that a summary lists, and characters of their names.
    static let keptColumns = 5000
    static let keptNameLength = 500
}
