/// The `Range` header (RFC 9110 §14): one range of bytes. Several ranges, or another unit, are answered as if none
/// had been asked for, which the RFC allows.
enum ByteRange: Equatable {
    /// Send everything.
    case whole
    case part(Range<Int64>)
    /// Nothing of the range exists: 416.
    case unsatisfiable

    init(_ header: String?, length: Int64) {
        guard let header, header.lowercased().hasPrefix("bytes=") else {
            self = .whole
            return
        }
        let spec = header.dropFirst("bytes=".count).filter { $0 != " " }
        let ends = spec.split(separator: "-", omittingEmptySubsequences: false)
        let isPlain = spec.utf8.allSatisfy {
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: "-")
        }
        guard ends.count == 2, isPlain else {
            self = .whole
            return
        }
        switch (Int64(ends[0]), Int64(ends[1])) {
        case (let first?, let last?) where last >= first && first >= 0:
            self = first < length ? .part(first..<min(last, length - 1) + 1) : .unsatisfiable
        case (let first?, nil) where ends[1].isEmpty && first >= 0:
            self = first < length ? .part(first..<length) : .unsatisfiable
        case (nil, let suffix?) where ends[0].isEmpty && suffix >= 0:
            self = suffix > 0 && length > 0 ? .part(max(0, length - suffix)..<length) : .unsatisfiable
        default: self = .whole
        }
    }
}
