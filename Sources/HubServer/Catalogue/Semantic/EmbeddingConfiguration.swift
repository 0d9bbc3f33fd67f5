#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Where texts are turned into vectors: any service that speaks OpenAI's `/v1/embeddings`.
///
/// Whoever sets this sends the names, tags and the beginnings of the cards of all repos there, private ones included.
package struct EmbeddingConfiguration: Sendable {
    /// Why a configuration can't be used, in a sentence for whoever wrote it. It never holds the key.
    package struct Invalid: Error, CustomStringConvertible {
        package let description: String
    }

    /// The full address that texts are posted to.
    package let url: String
    /// The model's name, which also marks what was embedded by it. Changing it embeds all repos again.
    package let model: String
    let key: String?
    /// How long a batch of texts may take.
    package var timeout = Duration.seconds(10)
    /// How long a search may wait for its query's vector before it goes on without.
    package var queryTimeout = Duration.seconds(3)

    /// - Parameter baseURL: The service's address up to where `/v1/embeddings` begins; a `/v1` at the end is fine too.
    package init(baseURL: String, model: String, key: String? = nil) throws(Invalid) {
        guard let parts = URLComponents(string: baseURL), parts.scheme == "http" || parts.scheme == "https",
            let host = parts.host, !host.isEmpty
        else { throw Invalid(description: "the embeddings address must begin with http:// or https:// and a host") }
        guard parts.user == nil, parts.password == nil, parts.query == nil, parts.fragment == nil else {
            throw Invalid(description: "the embeddings address must have no password, query or fragment")
        }
        guard !model.isEmpty, model.utf8.count <= 200, !model.utf8.contains(0) else {
            throw Invalid(description: "the embeddings model needs a name of at most 200 bytes")
        }
        if let key, key.isEmpty || !key.utf8.allSatisfy({ (0x21..<0x7F).contains($0) }) {
            throw Invalid(description: "the embeddings key must be of visible ASCII characters, without spaces")
        }
        var base = Substring(baseURL)
        while base.hasSuffix("/") { base = base.dropLast() }
        if base.hasSuffix("/v1") { base = base.dropLast(3) }
        self.url = base + "/v1/embeddings"
        self.model = model
        self.key = key
    }
}

/// Printing a configuration, also by accident, doesn't print the key.
extension EmbeddingConfiguration: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "\(model) at \(url)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: ["url": url, "model": model]) }
}
