import HTTPTypes
import Hummingbird

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Pagination as the Hub does it: an opaque cursor in a `Link` header (RFC 8288).
enum Pages {
    /// The link to the page that begins after `cursor`, with the request's own query kept.
    static func next(_ request: HubRequest, cursor: String) -> String {
        let path = (request.head.path ?? "/").split(separator: "?", maxSplits: 1).first.map(String.init) ?? "/"
        let kept = request.query.items.filter { $0.name != "cursor" }
        let query = (kept + [("cursor", encode(cursor))]).map {
            PercentCoding.encode(segment: $0.name) + "=" + PercentCoding.encode(segment: $0.value)
        }
        return "<\(request.baseURL)\(path)?\(query.joined(separator: "&"))>; rel=\"next\""
    }

    /// The place the request's cursor names; nil for the first page.
    ///
    /// - Throws: ``HubFailure`` 400 for a cursor that was not made here.
    static func cursor(_ request: HubRequest) throws -> String? {
        guard let text = request.query.first("cursor"), !text.isEmpty else { return nil }
        guard let cursor = decode(text) else {
            throw HubFailure.badRequest("\"cursor\" is not one that this hub gave out")
        }
        return cursor
    }

    /// A cursor as it stands in an address.
    static func token(_ cursor: String) -> String { encode(cursor) }

    private static func encode(_ text: String) -> String {
        Data(text.utf8).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing(
            "=", with: "")
    }

    private static func decode(_ text: String) -> String? {
        var base64 = text.replacing("-", with: "+").replacing("_", with: "/")
        base64 += String(repeating: "=", count: (4 - base64.utf8.count % 4) % 4)
        return Data(base64Encoded: base64).flatMap { String(validating: $0, as: UTF8.self) }
    }
}
