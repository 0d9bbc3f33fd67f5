import HTTPTypes
import HubAPI
internal import Synchronization

/// The right to read files of one repo from the store that keeps their content, the CAS.
struct XetToken: Sendable, Hashable {
    /// Without a slash at its end.
    let casURL: String
    let text: String
    /// Seconds since 1970.
    let expiry: Int64
}

/// Tokens for Xet, kept while they hold. However many downloads want one, the hub is asked once at a time.
final class XetTokens: Sendable {
    /// A token is renewed this many seconds before it expires.
    static let margin = 60.0
    static let maximumCount = 256
    /// Where Xet's routes point although they were asked for at another hub, as a mirror of it is.
    private static let publicHub = "https://huggingface.co/"

    /// The same route gives another token to another user.
    private struct Key: Hashable {
        let url: String
        let hubToken: String?
    }

    private final class Entry: Sendable {
        /// For whoever asks the hub.
        let turn = Permits(1)
        let token = Mutex<XetToken?>(nil)
    }

    private struct Entries {
        var entries: [Key: (entry: Entry, lastUse: UInt64)] = [:]
        var uses: UInt64 = 0
    }

    private let session: HubSession
    private let entries = Mutex(Entries())

    init(session: HubSession) { self.session = session }

    /// A token of this route.
    ///
    /// - Parameter refused: One that the CAS didn't accept, and that is not to be given again.
    func token(for route: String, insteadOf refused: XetToken? = nil) async throws(HubError) -> XetToken {
        let url = url(of: route)
        let entry = entry(Key(url: url, hubToken: try await session.token()))
        func kept() -> XetToken? {
            entry.token.withLock { $0 }.flatMap { token in
                Double(token.expiry) > session.clock.now() + Self.margin && token.text != refused?.text ? token : nil
            }
        }
        if let token = kept() { return token }
        try await entry.turn.take(1)
        defer { entry.turn.give(1) }
        if let token = kept() { return token }
        var call = HubCall(.get, .url(url))
        call.subject = "the token for Xet"
        let token = try XetToken(try await session.answer(call, limit: 1 << 20))
        entry.token.withLock { $0 = token }
        return token
    }

    /// The address of a route: below this client's endpoint where it names the public hub or none.
    private func url(of route: String) -> String {
        let endpoint = session.configuration.endpoint
        if route.hasPrefix("/") { return endpoint + route }
        guard route.hasPrefix(Self.publicHub) else { return route }
        return endpoint + "/" + route.dropFirst(Self.publicHub.count)
    }

    private func entry(_ key: Key) -> Entry {
        entries.withLock { entries in
            entries.uses += 1
            let entry = entries.entries[key]?.entry ?? Entry()
            entries.entries[key] = (entry, entries.uses)
            if entries.entries.count > Self.maximumCount,
                let oldest = entries.entries.min(by: { $0.value.lastUse < $1.value.lastUse })
            {
                entries.entries[oldest.key] = nil
            }
            return entry
        }
    }
}

extension XetToken {
    private struct Body: Decodable {
        let accessToken: String
        let exp: Double
        let casUrl: String
    }

    /// From the answer's headers, or from its body if they aren't there.
    init(_ answer: HubAnswer) throws(HubError) {
        let casURL: String
        let text: String
        let expiry: Int64
        if let url = answer.headers[.xetCASURL], let token = answer.headers[.xetAccessToken],
            let time = answer.headers[.xetTokenExpiration].flatMap({ Int64($0) })
        {
            (casURL, text, expiry) = (url, token, time)
        } else {
            let body = try answer.decode(Body.self)
            guard let time = Int64(exactly: body.exp.rounded()) else {
                throw Self.unusable("expires at \(body.exp)", answer)
            }
            (casURL, text, expiry) = (body.casUrl, body.accessToken, time)
        }
        guard XetAddress.isValid(casURL) else {
            throw Self.unusable("is for the address \"\(casURL.prefix(200))\", which is not http or https", answer)
        }
        // What isn't visible ASCII could end the header that it is sent in.
        guard !text.isEmpty, text.utf8.count <= 64_000, text.utf8.allSatisfy({ 0x21...0x7E ~= $0 }) else {
            throw Self.unusable("can't be sent in a header", answer)
        }
        self.init(casURL: XetAddress.withoutSlash(casURL), text: text, expiry: expiry)
    }

    private static func unusable(_ reason: String, _ answer: HubAnswer) -> HubError {
        HubError(
            .decoding, "The hub's token for Xet \(reason)",
            suggestion: "HF_HUB_DISABLE_XET=1 downloads without Xet", request: answer.request, status: answer.status)
    }
}

/// Addresses that come from a hub or a CAS.
enum XetAddress {
    /// Whether it is an absolute address by http or https, of a length that servers take, in the characters of addresses.
    static func isValid(_ text: String) -> Bool {
        text.utf8.count <= 16 << 10 && text.utf8.allSatisfy { 0x21...0x7E ~= $0 } && WebAddress(text) != nil
    }

    static func withoutSlash(_ text: String) -> String {
        var text = text
        while text.hasSuffix("/") { text.removeLast() }
        return text
    }
}
