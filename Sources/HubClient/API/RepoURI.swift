public import HubAPI

/// What names a repo, or a file in one, in one text: `hf://datasets/ns/name@revision/folder/file`.
///
/// The kind may be left out for models. A slash in a revision is written `%2F`, but for `refs/pr/1` and
/// `refs/convert/parquet`, which stand as they are. Python's client reads and writes the same.
public struct RepoURI: Sendable, Hashable, CustomStringConvertible {
    /// Model, dataset or Space.
    public let type: RepoType
    /// `namespace/name`, or a bare name.
    public let id: RepoID
    /// Nil if none is named, which means the main branch most often.
    public let revision: Revision?
    /// From the root of the repo; empty for the root itself.
    public let path: String

    /// Takes the parts as they are.
    public init(type: RepoType, id: RepoID, revision: Revision? = nil, path: String = "") {
        self.type = type
        self.id = id
        self.revision = revision
        self.path = path
    }

    /// Reads an `hf://` URI, the address of a repo's, folder's or file's page on a hub, or a plain id.
    ///
    /// - Parameters:
    ///   - text: What names the repo.
    ///   - type: What a plain id is the id of. URIs and addresses say it themselves.
    ///   - endpoint: The hub whose addresses are known, beside those of huggingface.co.
    /// - Throws: ``HubError/Kind/invalidInput`` that says what is wrong.
    public init(
        parsing text: String, type: RepoType = .model, endpoint: String = "https://huggingface.co"
    ) throws(HubError) {
        if text.hasPrefix(Self.scheme) {
            self = try Self.read(uri: text)
        } else if let address = PageAddress(text, endpoint: endpoint) {
            self = try Self.read(address, text)
        } else {
            self.init(type: type, id: try RepoID(checking: text))
        }
    }

    /// The URI with its kind: `hf://models/ns/name`.
    public var description: String {
        var text = "\(Self.scheme)\(type.plural)/\(id)"
        if let revision {
            text += "@"
            if revision.isSpecial {
                text += revision.name
            } else {
                for character in revision.name.unicodeScalars {
                    switch character {
                    case "/": text += "%2F"
                    case "%": text += "%25"
                    default: text.unicodeScalars.append(character)
                    }
                }
            }
        }
        return path.isEmpty ? text : text + "/" + path
    }

    /// The page of it on a hub: the repo's, a folder's for a revision alone, a file's for a path.
    ///
    /// - Parameter endpoint: The hub's address, such as `https://huggingface.co`.
    public func webAddress(on endpoint: String) -> String {
        var text = endpoint
        while text.hasSuffix("/") { text.removeLast() }
        text += "/\(type.pathPrefix)\(id)"
        let quoted = revision.map { $0.isSpecial ? $0.name : PercentEncoding.segment($0.name) }
        if !path.isEmpty { return text + "/blob/\(quoted ?? "main")/\(PercentEncoding.path(path))" }
        return quoted.map { text + "/tree/" + $0 } ?? text
    }

    private static let scheme = "hf://"

    // MARK: URIs

    private static func read(uri text: String) throws(HubError) -> RepoURI {
        let (type, segments) = try kind(segments(text.dropFirst(scheme.count), text), text)
        // An `@` behind the id, in a file's name, is one of the name.
        let place = segments.prefix(2).firstIndex { $0.contains("@") }
        guard let place, let at = segments[place].firstIndex(of: "@") else {
            return try make(type, segments.prefix(2), nil, segments.dropFirst(2), text)
        }
        let id = segments[..<place] + [segments[place][..<at]]
        let rest = [segments[place][segments[place].index(after: at)...]] + segments[(place + 1)...]
        let (revision, path) = split(rest)
        guard !revision.isEmpty else { throw refuse(text, "the revision behind “@” is empty") }
        guard let name = PercentEncoding.decoded(revision) else {
            throw refuse(text, "the escapes in its revision are broken")
        }
        return try make(type, id, Revision(name), path, text)
    }

    /// The parts between slashes; slashes around them are passed over.
    private static func segments(_ body: Substring, _ text: String) throws(HubError) -> ArraySlice<Substring> {
        var segments = FilePath.split(body, omittingEmpty: false)[...]
        while segments.first?.isEmpty == true { segments = segments.dropFirst() }
        while segments.last?.isEmpty == true { segments = segments.dropLast() }
        guard !segments.isEmpty else { throw refuse(text, "it names no repo") }
        return ArraySlice(Array(segments))
    }

    private static func kind(
        _ segments: ArraySlice<Substring>, _ text: String
    ) throws(HubError) -> (RepoType, ArraySlice<Substring>) {
        guard let first = segments.first else { throw refuse(text, "it names no repo") }
        if first == "kernels" || first == "buckets" { throw refuse(text, "\(first) are not known to this client") }
        if let type = RepoType(rawValue: String(first)) {
            throw refuse(text, "write “\(type.plural)” instead of “\(first)”")
        }
        guard let type = RepoType(plural: first) else { return (.model, segments) }
        guard segments.count > 1 else { throw refuse(text, "no id follows “\(first)”") }
        return (type, ArraySlice(Array(segments.dropFirst())))
    }

    // MARK: Addresses

    private static func read(_ address: PageAddress, _ text: String) throws(HubError) -> RepoURI {
        guard address.isKnown else { throw refuse(text, "\(address.host) is not the hub that is asked") }
        let all = try segments(address.path, text).filter { !$0.isEmpty }
        let (type, segments) = try kind(all[...], text)
        guard segments.count >= 2 else { throw refuse(text, "it is the page of an account, not of a repo") }
        let id = segments.prefix(2)
        let rest = segments.dropFirst(2)
        guard let action = rest.first else { return try make(type, id, nil, [], text) }
        guard ["blame", "blob", "raw", "resolve", "tree"].contains(action) else {
            throw refuse(text, "pages of the kind “\(action)” name no file or folder")
        }
        var tail: [Substring] = []
        for segment in rest.dropFirst() {
            guard let decoded = PercentEncoding.decoded(segment) else { throw refuse(text, "its escapes are broken") }
            tail.append(decoded[...])
        }
        guard !tail.isEmpty else { return try make(type, id, nil, [], text) }
        let (revision, path) = split(tail)
        return try make(type, id, Revision(String(revision)), path, text)
    }

    // MARK: Both

    /// The revision in front, which is one segment unless it is a ref of a pull request or a conversion.
    private static func split(_ segments: [Substring]) -> (revision: Substring, path: ArraySlice<Substring>) {
        if segments.count >= 3 {
            let name = segments[0..<3].joined(separator: "/")
            if Revision(name).isSpecial { return (name[...], segments[3...]) }
        }
        return (segments[0], segments[1...])
    }

    private static func make(
        _ type: RepoType, _ id: ArraySlice<Substring>, _ revision: Revision?, _ path: ArraySlice<Substring>,
        _ text: String
    ) throws(HubError) -> RepoURI {
        guard let repo = RepoID(id.joined(separator: "/")) else {
            throw refuse(text, "“\(id.joined(separator: "/"))” is no id of a repo")
        }
        guard path.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }) else {
            throw refuse(text, "the path has an empty segment, or goes by “.” or “..”")
        }
        return RepoURI(type: type, id: repo, revision: revision, path: path.joined(separator: "/"))
    }

    private static func refuse(_ text: String, _ why: String) -> HubError {
        HubError(
            .invalidInput, "“\(text.prefix(300))” names no repo: \(why)",
            suggestion: "Write hf://[models|datasets|spaces/]namespace/name[@revision][/path]")
    }
}

extension Revision {
    /// `refs/pr/1` or `refs/convert/parquet`, which are known by their form wherever a revision may stand.
    var isSpecial: Bool { name.wholeMatch(of: /refs\/(pr\/[0-9]+|convert\/[A-Za-z0-9_.-]+)/) != nil }
}
