/// A list of the hub, fetched page by page as far as it is read.
///
/// ```swift
/// for try await model in hub.models(.author("google"), sort: .downloads, limit: 500) { print(model.id) }
/// ```
///
/// Nothing is asked before the first element is wanted. Each iteration asks anew.
public struct HubList<Item: Sendable>: AsyncSequence, Sendable {
    public typealias Element = Item
    public typealias Failure = HubError

    /// The same in the pages in which the hub sends it. The last one is cut off where the list's limit is reached.
    public let pages: HubPages<Item>

    /// Reads one after another.
    public struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate var pages: HubPages<Item>.AsyncIterator
        fileprivate var page: ArraySlice<Item> = []

        public mutating func next(isolation actor: isolated (any Actor)?) async throws(HubError) -> Item? {
            while page.isEmpty {
                guard let next = try await pages.next(isolation: actor) else { return nil }
                page = next[...]
            }
            return page.popFirst()
        }

        public mutating func next() async throws(HubError) -> Item? { try await next(isolation: nil) }
    }

    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(pages: pages.makeAsyncIterator()) }

    /// All items, or the first `max` of them; no more pages are asked for than that takes.
    ///
    /// - Throws: ``HubError``, whatever a page of it threw.
    public func collect(max: Int = .max) async throws(HubError) -> [Item] {
        var items: [Item] = []
        guard max > 0 else { return items }
        var pages = pages.makeAsyncIterator()
        while let page = try await pages.next() {
            items.append(contentsOf: page.prefix(max - items.count))
            if items.count >= max { break }
        }
        return items
    }
}

/// The pages of a list of the hub.
public struct HubPages<Item: Sendable>: AsyncSequence, Sendable {
    public typealias Element = [Item]
    public typealias Failure = HubError

    typealias Read = @Sendable (HubAnswer) throws(HubError) -> [Item]

    let session: HubSession
    let call: HubCall
    let paging: HubPaging
    /// Items in all; nil for all that there are.
    let limit: Int?
    let read: Read
    /// Says more clearly what an error means here.
    var rename: @Sendable (HubError) -> HubError = { $0 }

    /// Reads one after another.
    public struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate var answers: HubPaging.Answers
        fileprivate let read: Read
        fileprivate let rename: @Sendable (HubError) -> HubError
        fileprivate var remaining: Int?

        public mutating func next(isolation actor: isolated (any Actor)?) async throws(HubError) -> [Item]? {
            if let remaining, remaining <= 0 { return nil }
            let answer: HubAnswer?
            do { answer = try await answers.next(isolation: actor) } catch { throw rename(error) }
            guard let answer else { return nil }
            var items = try read(answer)
            // A hub that doesn't know page numbers would go on for ever.
            if items.isEmpty { answers.foundNothing() }
            if let left = remaining {
                if items.count > left { items.removeLast(items.count - left) }
                remaining = left - items.count
            }
            return items
        }

        public mutating func next() async throws(HubError) -> [Item]? { try await next(isolation: nil) }
    }

    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(answers: paging.answers(session, call), read: read, rename: rename, remaining: limit)
    }
}

extension HubSession {
    /// A list along the links to its next pages.
    func list<Item: HubValue>(_ call: HubCall, limit: Int? = nil, under key: String? = nil) -> HubList<Item> {
        list(call, limit: limit) { answer throws(HubError) in try answer.values(under: key) }
    }

    func list<Item: Sendable>(
        _ call: HubCall, paging: HubPaging = .links, limit: Int? = nil, _ read: @escaping HubPages<Item>.Read
    ) -> HubList<Item> {
        HubList(pages: HubPages(session: self, call: call, paging: paging, limit: limit, read: read))
    }
}
