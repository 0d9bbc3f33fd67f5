/// What the footer of one Parquet file says, small enough to keep for every file.
public struct ParquetSummary: Sendable, Hashable, Codable {
    /// A top-level column.
    public struct Column: Sendable, Hashable, Codable {
        /// As the schema has it.
        public var name: String
        /// The name a dataset's features give it: `int64`, `float32`, `string`, `bool`, `binary`, `timestamp`,
        /// `date`, `decimal`, `list<float32>`, `struct`, …
        public var type: String

        /// Takes the parts as they are.
        public init(name: String, type: String) {
            self.name = name
            self.type = type
        }
    }

    /// In all row groups.
    public var rows: Int64
    /// The top-level columns.
    public var columns: [Column]
    /// The dataset's features as JSON text, from the `huggingface` entry of the file's metadata.
    public var features: String?
    /// Whether pages can be found without reading the columns: every column has an offset index.
    public var hasPageIndex: Bool

    /// Takes the parts as they are.
    public init(rows: Int64, columns: [Column], features: String? = nil, hasPageIndex: Bool = false) {
        self.rows = rows
        self.columns = columns
        self.features = features
        self.hasPageIndex = hasPageIndex
    }
}
