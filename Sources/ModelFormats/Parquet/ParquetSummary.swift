/// What the footer of one Parquet file says, small enough to keep for every file.
public struct ParquetSummary: Sendable, Hashable, Codable {
    public struct Column: Sendable, Hashable, Codable {
        public var name: String
        /// The name a dataset's features give it: `int64`, `float32`, `string`, `bool`, `binary`, `timestamp`,
        /// `date`, `decimal`, `list<float32>`, `struct`, …
        public var type: String

        public init(name: String, type: String) {
            self.name = name
            self.type = type
        }
    }

    public var rows: Int64
    /// The top-level columns.
    public var columns: [Column]
    /// The dataset's features as JSON text, from the `huggingface` entry of the file's metadata.
    public var features: String?
    /// Whether pages can be found without reading the columns: every column has an offset index.
    public var hasPageIndex: Bool

    public init(rows: Int64, columns: [Column], features: String? = nil, hasPageIndex: Bool = false) {
        self.rows = rows
        self.columns = columns
        self.features = features
        self.hasPageIndex = hasPageIndex
    }
}
