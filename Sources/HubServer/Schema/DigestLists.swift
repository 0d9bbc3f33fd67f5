import HubStorage

extension SQLConnection {
    /// Placeholders with their values, for `IN`. The lists come in few lengths, filled up by repeating the last
    /// value, so that few statements have to be prepared.
    func matching(_ digests: [[UInt8]]) -> [(marks: String, values: [SQLValue])] {
        stride(from: 0, to: digests.count, by: 256).map { start in
            var values = digests[start..<min(start + 256, digests.count)].map(SQLValue.blob)
            let length = [1, 8, 64, 256].first { $0 >= values.count } ?? values.count
            if let last = values.last {
                values += Array(repeating: last, count: length - values.count)
            }
            return (Array(repeating: "?", count: length).joined(separator: ", "), values)
        }
    }
}
