import HTTPTypes
import HubAPI

/// The pages of a list, one answer each, along `Link rel="next"` (RFC 8288). A page is asked for when it is wanted.
public struct Pages: AsyncSequence, Sendable {
    public typealias Element = HubAnswer
    public typealias Failure = HubError

    let session: HubSession
    let first: HubCall
    /// The most bytes of one page.
    var limit = 64 << 20

    init(session: HubSession, first: HubCall, limit: Int = 64 << 20) {
        self.session = session
        self.first = first
        self.limit = limit
    }

    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(session: session, limit: limit, next: first) }

    /// Reads one page after another.
    public struct AsyncIterator: AsyncIteratorProtocol {
        let session: HubSession
        let limit: Int
        /// The request for the next page, or why there can't be one; nil behind the last page, and after an error.
        var next: Result<HubCall, HubError>?
        /// The addresses of the pages so far.
        private var seen: Set<String> = []

        init(session: HubSession, limit: Int, next: HubCall) {
            self.session = session
            self.limit = limit
            self.next = .success(next)
        }

        public mutating func next(isolation actor: isolated (any Actor)?) async throws(HubError) -> HubAnswer? {
            guard let wanted = next else { return nil }
            next = nil
            var call = try wanted.get()
            let page = try await session.answer(call, limit: limit)
            seen.insert(page.url)
            if case .url(let asked) = call.target { seen.insert(asked) }
            // What is wrong with the link to the next page concerns only whoever wants that one.
            do throws(HubError) {
                if let link = try following(page) {
                    call.target = .url(link)
                    // The link holds the parameters already.
                    call.query = []
                    next = .success(call)
                }
            } catch {
                next = .failure(error)
            }
            return page
        }

        public mutating func next() async throws(HubError) -> HubAnswer? { try await next(isolation: nil) }

        /// The address of the page behind this one. A hub must not send the token elsewhere, nor the client in circles.
        private mutating func following(_ page: HubAnswer) throws(HubError) -> String? {
            guard let target = LinkHeader(page.headers[values: .link]).target(of: "next") else { return nil }
            guard let base = WebAddress(page.url), let address = base.resolving(target) else {
                throw HubError(
                    .decoding, "The link to the next page, “\(target)”, is not an address", request: page.request)
            }
            guard address.origin == base.origin else {
                throw HubError(
                    .decoding, "The link to the next page leads to another server, \(address.root)",
                    suggestion: "The hub may be behind a proxy without knowing its own address", request: page.request)
            }
            guard seen.insert(address.description).inserted else {
                throw HubError(
                    .decoding, "The link to the next page leads back to one that was read", request: page.request)
            }
            return address.description
        }
    }
}
