import HTTPTypes
import HubAPI

extension Repo {
    /// What the hub tells about the repo.
    ///
    /// - Parameters:
    ///   - revision: A branch, tag, ref or commit; nil for the main branch.
    ///   - expand: These properties and nothing else; empty for what the hub tells unasked.
    ///   - blobs: With size and hash of each file.
    ///   - securityStatus: With what scanners found in the files.
    /// - Throws: ``HubError``: `repositoryNotFound`, `revisionNotFound`, `gated`, `badRequest` for an unknown property.
    public func info(
        revision: Revision? = nil, expand: [Kind.Property] = [], blobs: Bool = false, securityStatus: Bool = false
    ) async throws(HubError) -> Kind.Info {
        var query = expand.map { (name: "expand", value: $0.rawValue) }
        if securityStatus { query.append(("securityStatus", "true")) }
        if blobs { query.append(("blobs", "true")) }
        return try await hub.session.value(infoCall(revision, query))
    }

    /// The commit that a revision is now, 40 hex digits. A commit is itself, and nobody is asked.
    ///
    /// - Throws: ``HubError``: `repositoryNotFound`, `revisionNotFound`, `decoding` if the hub doesn't tell.
    public func commit(of revision: Revision = .main) async throws(HubError) -> String {
        if revision.isCommit { return revision.name }
        let answer = try await hub.session.answer(infoCall(revision, [("expand", "sha")]))
        guard let sha = try answer.json().text("sha") else {
            throw answer.misunderstood("it does not tell the commit of \(reference.subject(revision))")
        }
        return sha
    }

    /// Whether there is such a repo that this token may see. A gated one is there.
    ///
    /// - Throws: ``HubError`` if that can't be told: `network`, `unauthorized` for a bad token, ….
    public func exists() async throws(HubError) -> Bool {
        do { return try await found(infoCall(nil, [("expand", "sha")])) } catch {
            if error.kind == .gated || error.kind == .disabled { return true }
            throw error
        }
    }

    /// Whether the repo has such a revision. False as well if there is no such repo.
    ///
    /// - Throws: ``HubError`` if that can't be told: `gated`, `network`, ….
    public func exists(revision: Revision) async throws(HubError) -> Bool {
        try await found(infoCall(revision, [("expand", "sha")]))
    }

    /// Whether a revision holds such a file. False as well if there is no such repo or revision, or if it is a folder.
    ///
    /// - Throws: ``HubError`` if that can't be told: `gated`, `network`, ….
    public func exists(file: String, revision: Revision = .main) async throws(HubError) -> Bool {
        var call = HubCall(.head, .path(reference.resolve(file, revision)))
        call.redirects = .stopAtOtherOrigin
        call.wantsIdentity = true
        call.headTimeout = hub.configuration.metadataTimeout
        call.subject = reference.subject(revision, file: file)
        return try await found(call)
    }

    /// The text of the repo's README.md.
    ///
    /// - Throws: ``HubError``: `entryNotFound` if it has none, `repositoryNotFound`, `revisionNotFound`, ….
    public func card(revision: Revision = .main) async throws(HubError) -> String {
        var call = HubCall(.get, .path(reference.resolve("README.md", revision)))
        call.subject = reference.subject(revision, file: "README.md")
        return String(decoding: try await hub.session.answer(call).body, as: UTF8.self)
    }

    private func infoCall(_ revision: Revision?, _ query: [(name: String, value: String)]) -> HubCall {
        let path = revision.map { reference.api("revision", $0) } ?? reference.apiPath
        return .get(path, query, about: reference.subject(revision))
    }

    private func found(_ call: HubCall) async throws(HubError) -> Bool {
        do {
            _ = try await hub.session.answer(call)
            return true
        } catch {
            switch error.kind {
            case .repositoryNotFound, .revisionNotFound, .entryNotFound, .notFound: return false
            default: throw error
            }
        }
    }
}
