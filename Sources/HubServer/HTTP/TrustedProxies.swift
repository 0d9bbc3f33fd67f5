import HTTPTypes
import HubAPI

/// The proxies in front of this hub. Anybody can write `X-Forwarded-For`; only what these say in it counts.
package struct TrustedProxies: Sendable, Equatable {
    private let networks: [IPNetwork]

    /// None: every caller is who the connection comes from.
    package init() { networks = [] }

    /// Addresses and networks, with commas or spaces between them. Nil if one of them is neither.
    package init?(parsing text: String) {
        var networks: [IPNetwork] = []
        for word in text.split(whereSeparator: { $0 == "," || $0.isWhitespace }) {
            guard let network = IPNetwork(word) else { return nil }
            networks.append(network)
        }
        self.networks = networks
    }

    /// Whom a request comes from: the peer, unless that is a trusted proxy. Each proxy adds at the end of the header
    /// whom it heard from, so it is read backwards, as far as those who wrote are trusted.
    ///
    /// - Parameter forwarded: What `X-Forwarded-For` says.
    func client(peer: IPAddress, forwarded: String?) -> IPAddress {
        var client = peer
        var hops = (forwarded ?? "").split(separator: ",", omittingEmptySubsequences: false)[...]
        while isTrusted(client), let hop = hops.popLast() {
            // What comes before a hop that can't be read was not necessarily written by a proxy.
            guard let address = IPAddress(hop: hop.trimming(while: \.isWhitespace)) else { break }
            client = address
        }
        return client
    }

    private func isTrusted(_ address: IPAddress) -> Bool { networks.contains { $0.contains(address) } }
}

extension HTTPField.Name {
    /// Where a proxy says for whom it asks.
    static let forwardedFor = HTTPField.Name(known: "X-Forwarded-For")
}

extension Substring {
    fileprivate func trimming(while isUnwanted: (Character) -> Bool) -> Substring {
        var text = drop(while: isUnwanted)
        while let last = text.last, isUnwanted(last) { text.removeLast() }
        return text
    }
}
