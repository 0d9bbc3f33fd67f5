import HTTPTypes
import NIOCore

/// An answer whose body is still coming, decompressed. Of a body that came compressed the length is not known, and its
/// headers tell none.
struct HubStream: Sendable {
    let status: Int
    let headers: HTTPFields
    /// The address that answered, after redirects.
    let url: String
    /// The redirects that led to it, in order.
    let hops: [HubHop]
    let request: String
    let body: HubBody
}

/// Bytes of an answer as they come in; can be read once. What breaks it is a ``HubError``.
struct HubBody: AsyncSequence, Sendable {
    let base: TransportBody
    let request: String

    struct AsyncIterator: AsyncIteratorProtocol {
        var base: TransportBody.AsyncIterator
        let request: String

        mutating func next(isolation actor: isolated (any Actor)?) async throws(HubError) -> ByteBuffer? {
            do { return try await base.next(isolation: actor) } catch { throw HubError(error, request: request) }
        }

        mutating func next() async throws(HubError) -> ByteBuffer? { try await next(isolation: nil) }
    }

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(base: base.makeAsyncIterator(), request: request) }
}
