import HubAPI

/// How the next page of a list is found.
enum HubPaging: Sendable {
    /// By the answer's `Link` header.
    case links
    /// By a page number in the query, from 0 up, until a page has nothing.
    case numbers(parameter: String)

    /// The answers, each of which has a page.
    struct Answers {
        fileprivate var links: Pages.AsyncIterator?
        fileprivate let session: HubSession
        fileprivate let call: HubCall
        fileprivate let parameter: String
        fileprivate var number = 0
        fileprivate var last: [UInt8]?
        fileprivate var isAtEnd = false

        mutating func next(isolation actor: isolated (any Actor)?) async throws(HubError) -> HubAnswer? {
            if links != nil { return try await links?.next(isolation: actor) }
            guard !isAtEnd else { return nil }
            var call = call
            call.query.append((parameter, String(number)))
            let answer = try await session.answer(call)
            // A hub that passes over the number sends the same page for ever.
            if answer.body == last {
                isAtEnd = true
                return nil
            }
            last = answer.body
            number += 1
            return answer
        }

        /// The last page had no items, so there is none behind it.
        mutating func foundNothing() { isAtEnd = true }
    }

    func answers(_ session: HubSession, _ call: HubCall) -> Answers {
        switch self {
        case .links:
            Answers(
                links: Pages(session: session, first: call).makeAsyncIterator(), session: session, call: call,
                parameter: "")
        case .numbers(let parameter): Answers(links: nil, session: session, call: call, parameter: parameter)
        }
    }
}
