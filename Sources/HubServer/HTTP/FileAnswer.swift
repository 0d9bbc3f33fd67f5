import HTTPTypes
import HubAPI
import HubStorage
import Hummingbird
import NIOCore

/// Answers that carry stored bytes: ranges, conditions, and the fastest way out.
enum FileAnswer {
    /// The bytes of a stored object. `headers` bring the content type and `ETag`; conditions are judged by it.
    static func make(
        _ request: HubRequest, objects: any ObjectStore, key: ObjectKey, length: Int64, headers: HTTPFields
    ) async throws -> Response {
        let (head, range) = try plan(request, length: length, headers: headers)
        guard let range, !request.isHead else { return head }
        if let path = objects.localPath(of: key) {
            let file = try FileSlice(path: path, range: range)
            return head.carrying(file.body(on: request.channel), length: range.count64)
        }
        return head.carrying(body(of: try await objects.read(key, range: range), range), length: range.count64)
    }

    /// Bytes that are made while they are sent. `bytes` is called with the range that is wanted.
    static func make(
        _ request: HubRequest, length: Int64, headers: HTTPFields,
        bytes: @Sendable (Range<Int64>) throws -> ByteStream
    ) throws -> Response {
        let (head, range) = try plan(request, length: length, headers: headers)
        guard let range, !request.isHead else { return head }
        return head.carrying(body(of: try bytes(range), range), length: range.count64)
    }

    private static func body(of bytes: ByteStream, _ range: Range<Int64>) -> ResponseBody {
        ResponseBody(contentLength: Int(range.count64)) { writer in
            for try await piece in bytes { try await writer.write(piece) }
            try await writer.finish(nil)
        }
    }

    /// Bytes that are in memory already.
    static func make(_ request: HubRequest, bytes: [UInt8], headers: HTTPFields) throws -> Response {
        let (head, range) = try plan(request, length: Int64(bytes.count), headers: headers)
        guard let range, !request.isHead else { return head }
        let part = ByteBuffer(bytes: bytes[Int(range.lowerBound)..<Int(range.upperBound)])
        return head.carrying(ResponseBody(byteBuffer: part), length: range.count64)
    }

    /// The head of the answer and what to send; nil for nothing.
    private static func plan(
        _ request: HubRequest, length: Int64, headers: HTTPFields
    ) throws -> (Response, Range<Int64>?) {
        var headers = headers
        headers[.acceptRanges] = "bytes"
        headers[.contentLength] = String(length)
        let tag = headers[.eTag] ?? ""
        if let wanted = request.headers[.ifNoneMatch], matches(wanted, tag) {
            headers[.contentLength] = nil
            return (Response(status: .notModified, headers: headers), nil)
        }
        // A range is of the representation the client has the first part of; another one is sent whole.
        let current = request.headers[.ifRange].map { strong($0) == strong(tag) } ?? true
        switch ByteRange(current && request.head.method == .get ? request.headers[.range] : nil, length: length) {
        case .whole: return (Response(status: .ok, headers: headers), 0..<length)
        case .part(let range):
            headers[.contentRange] = "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(length)"
            headers[.contentLength] = String(range.count64)
            return (Response(status: .partialContent, headers: headers), range)
        case .unsatisfiable:
            var failure = HubFailure(
                .rangeNotSatisfiable, .rangeNotSatisfiable,
                "The range \(request.headers[.range] ?? "") lies outside the file's \(length) bytes")
            failure.headers[.contentRange] = "bytes */\(length)"
            throw failure
        }
    }

    private static func matches(_ header: String, _ tag: String) -> Bool {
        header.split(separator: ",").contains { candidate in
            let text = candidate.trimmed
            return text == "*" || weak(text) == weak(tag[...])
        }
    }

    private static func weak(_ tag: Substring) -> Substring { tag.hasPrefix("W/") ? tag.dropFirst(2) : tag }
    private static func strong(_ tag: String) -> String? { tag.hasPrefix("W/") || tag.isEmpty ? nil : tag }
}

extension Response {
    fileprivate func carrying(_ body: ResponseBody, length: Int64) -> Response {
        Response(status: status, headers: headers, body: body)
    }
}

extension Range<Int64> {
    var count64: Int64 { upperBound - lowerBound }
}

extension Substring {
    /// Without spaces and tabs around it.
    fileprivate var trimmed: Substring {
        var text = self
        while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return text
    }
}
