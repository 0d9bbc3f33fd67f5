public import HTTPTypes
public import HubAPI

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Requests by method, in short; all of them throw what ``Hub/send(_:)`` throws.
extension Hub {
    /// `GET`.
    ///
    /// - Parameters:
    ///   - path: Below the hub's address, percent-encoded; or an absolute address.
    ///   - query: Not yet percent-encoded.
    ///   - headers: Beside those that this client adds.
    /// - Throws: ``HubError``, as ``send(_:)``.
    public func get(
        _ path: String, query: KeyValuePairs<String, String> = [:], headers: HTTPFields = [:]
    ) async throws(HubError) -> HubAnswer {
        try await send(HubRequest(.get, path, query: query, headers: headers))
    }

    /// `HEAD`.
    ///
    /// - Parameters:
    ///   - path: As for ``get(_:query:headers:)``.
    ///   - query: Not yet percent-encoded.
    ///   - headers: Beside those that this client adds.
    ///   - followsRedirects: Whether redirects to other servers are followed. Otherwise they are the answer, with what
    ///     the hub says in their headers.
    /// - Throws: ``HubError``, as ``send(_:)``.
    public func head(
        _ path: String, query: KeyValuePairs<String, String> = [:], headers: HTTPFields = [:],
        followsRedirects: Bool = true
    ) async throws(HubError) -> HubAnswer {
        var request = HubRequest(.head, path, query: query, headers: headers)
        request.followsRedirects = followsRedirects
        return try await send(request)
    }

    /// `POST` of JSON, or of nothing.
    ///
    /// - Parameters:
    ///   - path: As for ``get(_:query:headers:)``.
    ///   - json: The body; nil for none.
    ///   - query: Not yet percent-encoded.
    ///   - headers: Beside those that this client adds.
    /// - Throws: ``HubError``, as ``send(_:)``.
    @discardableResult
    public func post(
        _ path: String, json: JSONValue? = nil, query: KeyValuePairs<String, String> = [:], headers: HTTPFields = [:]
    ) async throws(HubError) -> HubAnswer {
        try await send(.post, path, json: json, query, headers)
    }

    /// `POST` of a value as JSON.
    ///
    /// - Parameters:
    ///   - path: As for ``get(_:query:headers:)``.
    ///   - value: The body.
    ///   - query: Not yet percent-encoded.
    ///   - headers: Beside those that this client adds.
    /// - Throws: ``HubError`` of kind `invalidInput` if the value can't be written as JSON; else as ``send(_:)``.
    @discardableResult
    public func post(
        _ path: String, encoding value: some Encodable, query: KeyValuePairs<String, String> = [:],
        headers: HTTPFields = [:]
    ) async throws(HubError) -> HubAnswer {
        let text: String
        do { text = String(decoding: try JSONEncoder().encode(value), as: UTF8.self) } catch {
            throw HubError(.invalidInput, "The value for \(path) can't be written as JSON: \(error)")
        }
        return try await send(.post, path, json: .raw(text), query, headers)
    }

    /// `POST` of lines of JSON, as commits are sent (`application/x-ndjson`).
    ///
    /// - Parameters:
    ///   - path: As for ``get(_:query:headers:)``.
    ///   - lines: One value each, in order.
    ///   - query: Not yet percent-encoded.
    ///   - headers: Beside those that this client adds.
    /// - Throws: ``HubError``, as ``send(_:)``.
    @discardableResult
    public func post(
        _ path: String, ndjson lines: [JSONValue], query: KeyValuePairs<String, String> = [:],
        headers: HTTPFields = [:]
    ) async throws(HubError) -> HubAnswer {
        var bytes: [UInt8] = []
        for line in lines {
            line.write(into: &bytes)
            bytes.append(UInt8(ascii: "\n"))
        }
        var request = HubRequest(.post, path, query: query, headers: headers, body: .bytes(bytes))
        request.headers[.contentType] = "application/x-ndjson"
        return try await send(request)
    }

    /// `PUT` of JSON, or of nothing.
    ///
    /// - Parameters:
    ///   - path: As for ``get(_:query:headers:)``.
    ///   - json: The body; nil for none.
    ///   - query: Not yet percent-encoded.
    ///   - headers: Beside those that this client adds.
    /// - Throws: ``HubError``, as ``send(_:)``.
    @discardableResult
    public func put(
        _ path: String, json: JSONValue? = nil, query: KeyValuePairs<String, String> = [:], headers: HTTPFields = [:]
    ) async throws(HubError) -> HubAnswer {
        try await send(.put, path, json: json, query, headers)
    }

    /// `PATCH` with JSON, or with nothing.
    ///
    /// - Parameters:
    ///   - path: As for ``get(_:query:headers:)``.
    ///   - json: The body; nil for none.
    ///   - query: Not yet percent-encoded.
    ///   - headers: Beside those that this client adds.
    /// - Throws: ``HubError``, as ``send(_:)``.
    @discardableResult
    public func patch(
        _ path: String, json: JSONValue? = nil, query: KeyValuePairs<String, String> = [:], headers: HTTPFields = [:]
    ) async throws(HubError) -> HubAnswer {
        try await send(.patch, path, json: json, query, headers)
    }

    /// `DELETE`, with JSON where the route wants some.
    ///
    /// - Parameters:
    ///   - path: As for ``get(_:query:headers:)``.
    ///   - json: The body; nil for none.
    ///   - query: Not yet percent-encoded.
    ///   - headers: Beside those that this client adds.
    /// - Throws: ``HubError``, as ``send(_:)``.
    @discardableResult
    public func delete(
        _ path: String, json: JSONValue? = nil, query: KeyValuePairs<String, String> = [:], headers: HTTPFields = [:]
    ) async throws(HubError) -> HubAnswer {
        try await send(.delete, path, json: json, query, headers)
    }

    private func send(
        _ method: HTTPRequest.Method, _ path: String, json: JSONValue?, _ query: KeyValuePairs<String, String>,
        _ headers: HTTPFields
    ) async throws(HubError) -> HubAnswer {
        var request = HubRequest(method, path, query: query, headers: headers)
        if let json {
            request.body = .bytes(json.utf8)
            request.headers[.contentType] = "application/json"
        }
        return try await send(request)
    }
}
