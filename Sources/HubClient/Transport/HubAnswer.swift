public import HTTPTypes

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// An answer of a hub with its whole body, decompressed.
public struct HubAnswer: Sendable {
    /// 200…299, but for redirects that were not followed and for statuses that the caller accepted.
    public let status: Int
    /// Without `Content-Encoding` and `Content-Length` where the body came compressed.
    public let headers: HTTPFields
    /// All of it.
    public let body: [UInt8]
    /// The address that answered, after redirects.
    public let url: String
    /// The redirects that led to it, in order.
    public let hops: [HubHop]
    /// The request for errors: `GET https://…`.
    let request: String

    init(
        status: Int, headers: HTTPFields, body: [UInt8], url: String, hops: [HubHop] = [], request: String
    ) {
        self.status = status
        self.headers = headers
        self.body = body
        self.url = url
        self.hops = hops
        self.request = request
    }

    /// The body as JSON.
    ///
    /// - Parameter type: What it is to become.
    /// - Throws: ``HubError`` of kind `decoding`, which names the place in the JSON.
    public func decode<Value: Decodable>(_ type: Value.Type) throws(HubError) -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data(body))
        } catch {
            throw HubError(
                .decoding, "The hub's answer can't be understood: \(DecodingFailure.words(for: error))",
                suggestion: "Is this a Hugging Face Hub, and the route one of its API?", request: request,
                status: status, requestID: headers.hubRequestID)
        }
    }
}

/// A redirect that was followed: what a hub says of a file before it sends the client elsewhere.
public struct HubHop: Sendable {
    /// The address that was asked.
    public let url: String
    /// 300…399.
    public let status: Int
    /// As the server sent them, the `Location` among them.
    public let headers: HTTPFields
}

private enum DecodingFailure {
    /// Where in the JSON something is amiss, and what.
    static func words(for error: any Error) -> String {
        guard let error = error as? DecodingError else { return "\(error)" }
        switch error {
        case .keyNotFound(let key, let context):
            return "“\(place(context.codingPath + [key]))” is missing"
        case .valueNotFound(_, let context):
            return "“\(place(context.codingPath))” is null"
        case .typeMismatch(let type, let context):
            return "“\(place(context.codingPath))” is not of type \(type)"
        case .dataCorrupted(let context) where context.codingPath.isEmpty:
            return "it is not JSON"
        case .dataCorrupted(let context):
            return "“\(place(context.codingPath))” is not valid: \(context.debugDescription)"
        @unknown default: return "\(error)"
        }
    }

    /// `siblings[3].rfilename`.
    private static func place(_ keys: [any CodingKey]) -> String {
        var text = ""
        for key in keys {
            if let index = key.intValue {
                text += "[\(index)]"
            } else {
                text += (text.isEmpty ? "" : ".") + key.stringValue
            }
        }
        return text.isEmpty ? "the whole" : text
    }
}
