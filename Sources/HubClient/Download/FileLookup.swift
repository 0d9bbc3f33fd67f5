import HTTPTypes
import HubAPI

/// Asks a hub about one file without fetching it.
struct FileLookup {
    let hub: Hub
    let repo: RepoReference
    let file: String
    let revision: Revision
    /// Whether a file that isn't there is noted in the cache as missing, as Python's client does it.
    var notesMissing = true

    /// The answer to HEAD: of the hub itself, not of a server that it sends clients to.
    func metadata(repeats: HubCall.Repeats = .always) async throws(HubError) -> FileMetadata {
        var call = HubCall(.head, .path(repo.resolve(file, revision)))
        call.redirects = .stopAtOtherOrigin
        call.repeats = repeats
        call.isDownload = true
        call.wantsIdentity = true
        call.headTimeout = hub.configuration.metadataTimeout
        call.subject = repo.subject(revision, file: file)
        let answer = try await hub.session.answer(call, accepting: [404])
        let headers = Headers(answer)
        guard answer.status != 404 else {
            let error = try await Self.error(answer, hub.session, call)
            if notesMissing, error.kind == .entryNotFound { noteMissing(headers[.repoCommit]) }
            throw error
        }
        let tag = (headers[.linkedETag] ?? headers.own[.eTag]).flatMap { EntityTag($0) }
        // What a redirect's length tells is the length of the redirect.
        let length = (200..<300).contains(answer.status) ? headers.own[.contentLength] : nil
        let size = (headers[.linkedSize] ?? length).flatMap { Int64($0) }
        return FileMetadata(
            file: file, commit: headers[.repoCommit].flatMap { Revision($0).isCommit ? $0 : nil }, etag: tag?.value,
            size: size.flatMap { $0 < 0 ? nil : $0 }, location: location(answer), xetHash: headers[.xetHash],
            xetTokenRoute: tokenRoute(headers))
    }

    /// What is needed to fetch the file; an error if the hub doesn't tell enough.
    func remote(repeats: HubCall.Repeats = .always) async throws(HubError) -> RemoteFile {
        let metadata = try await metadata(repeats: repeats)
        guard let commit = metadata.commit ?? (revision.isCommit ? revision.name : nil) else {
            throw HubError(
                .decoding,
                "The hub didn't say which commit it answered for (X-Repo-Commit): "
                    + repo.subject(revision, file: file),
                suggestion: "Check that the endpoint is the address of a hub; a commit id as the revision may work")
        }
        guard let etag = metadata.etag else {
            throw HubError(
                .decoding,
                "The hub didn't say what identifies the content (ETag): "
                    + repo.subject(revision, file: file),
                suggestion: "Check that the endpoint is the address of a hub")
        }
        let xet = metadata.xetHash.flatMap { hash in
            metadata.xetTokenRoute.map { RemoteFile.Xet(hash: hash, tokenRoute: $0) }
        }
        return RemoteFile(repo: repo, file: file, commit: commit, etag: etag, size: metadata.size, xet: xet)
    }

    private func noteMissing(_ commit: String?) {
        guard let commit = commit ?? (revision.isCommit ? revision.name : nil) else { return }
        let folder = hub.cache.folder(of: repo)
        folder.markMissing(commit, file)
        try? folder.setRef(revision, to: commit)
    }

    /// Where the bytes are.
    private func location(_ answer: HubAnswer) -> String {
        guard let target = answer.headers[.location], !(200..<300).contains(answer.status) else { return answer.url }
        return WebAddress(answer.url)?.resolving(target)?.description ?? target
    }

    private func tokenRoute(_ headers: Headers) -> String? {
        let link = LinkHeader(headers.own[values: .link]).target(of: "xet-auth")
        guard let route = link ?? headers[.xetRefreshRoute] else { return nil }
        // A mirror passes on what the public Hub says.
        let publicHub = "https://huggingface.co"
        guard route.hasPrefix(publicHub + "/"), hub.configuration.endpoint != publicHub else { return route }
        return String(route.dropFirst(publicHub.count))
    }

    private static func error(
        _ answer: HubAnswer, _ session: HubSession, _ call: HubCall
    ) async throws(HubError) -> HubError {
        guard let address = WebAddress(answer.url) else { return answer.misunderstood("its address is not one") }
        return HubError(
            FailedAnswer(
                status: answer.status, headers: answer.headers, body: answer.body, request: answer.request,
                address: address, isHub: address.origin == session.endpoint?.origin,
                hadToken: try await session.token() != nil, subject: call.subject, retryAfter: nil))
    }

    /// The headers of an answer, and of the redirects that led to it: a hub that sends clients on to another of its
    /// own addresses may say on the way what it doesn't repeat there.
    private struct Headers {
        let own: HTTPFields
        private let hops: [HTTPFields]

        init(_ answer: HubAnswer) {
            own = answer.headers
            hops = answer.hops.map(\.headers)
        }

        subscript(name: HTTPField.Name) -> String? {
            own[name] ?? hops.last { $0[name] != nil }?[name]
        }
    }
}
