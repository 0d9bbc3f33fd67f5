import HTTPTypes
import HubAPI
import Synchronization

extension FaultHub {
    /// A repo that a request is about.
    struct Subject: Sendable {
        let type: RepoType
        let id: String
        let repo: FaultRepo

        var apiPath: String { "/api/\(type.plural)/\(id)" }
        var webPath: String { "/\(type.pathPrefix)\(id)" }
    }

    /// The right answer.
    func respond(to request: FaultRequest) -> FaultAnswer {
        let segments = request.segments
        if request.origin == .cdn { return cdnBlob(request, segments) }
        switch segments.first {
        case "api": return api(request, Array(segments.dropFirst()))
        case "blobs": return sameOriginBlob(request, Array(segments.dropFirst()))
        default: return resolve(request, segments)
        }
    }

    private func api(_ request: FaultRequest, _ segments: [String]) -> FaultAnswer {
        if segments.first == "whoami-v2" { return whoami(request) }
        guard let type = segments.first.flatMap({ RepoType(plural: $0) }) else {
            return .error(404, code: nil, "Sorry, we can't find the page you are looking for.")
        }
        if segments.count == 1 { return list(request, type) }
        let rest = Array(segments.dropFirst())
        let (subject, refusal) = find(request, type, rest)
        guard let subject else { return refusal }
        let verb = Array(rest.dropFirst(subject.id.split(separator: "/").count))
        switch verb.first {
        case nil: return info(request, subject, revision: "main")
        case "revision" where verb.count == 2: return info(request, subject, revision: verb[1])
        case "refs" where verb.count == 1: return refs(request, subject)
        case "tree" where verb.count >= 2:
            return tree(request, subject, revision: verb[1], folder: verb.dropFirst(2).joined(separator: "/"))
        case "paths-info" where verb.count == 2: return pathsInfo(request, subject, revision: verb[1])
        case "xet-read-token" where verb.count == 2: return xetToken()
        default: return .error(404, code: nil, "Sorry, we can't find the page you are looking for.")
        }
    }

    /// The repo that the first one or two segments name, or why it can't be shown.
    func find(_ request: FaultRequest, _ type: RepoType, _ segments: [String]) -> (Subject?, FaultAnswer) {
        let (repos, ids, settings) = state.withLock { ($0.repos, $0.ids, $0.settings) }
        let candidates = [2, 1].filter { $0 <= segments.count }.map { segments.prefix($0).joined(separator: "/") }
        let isKnown = settings.token.map { request.authorization == "Bearer \($0)" } ?? true
        guard let id = candidates.first(where: { repos[Self.key(type, $0)] != nil }),
            let repo = repos[Self.key(type, id)], !repo.isPrivate || isKnown
        else {
            let text = isKnown ? "Repository not found" : "Invalid username or password."
            return (nil, .error(isKnown ? 404 : 401, code: "RepoNotFound", text))
        }
        if let target = repo.movedTo {
            var answer = FaultAnswer(307, text: "Temporary Redirect. Redirecting to the new name")
            answer.set("Location", request.target.replacing(id, with: target, maxReplacements: 1))
            return (nil, answer)
        }
        if repo.isGated, request.authorization == nil || !isKnown {
            let text = "Access to model \(id) is restricted and you are not in the authorized list."
            return (nil, .error(request.authorization == nil ? 401 : 403, code: "GatedRepo", text))
        }
        return (Subject(type: type, id: ids[Self.key(type, id)] ?? id, repo: repo), FaultAnswer(500))
    }

    private func whoami(_ request: FaultRequest) -> FaultAnswer {
        guard let token = settings.token, request.authorization == "Bearer \(token)" else {
            return .error(401, code: nil, "Invalid credentials in Authorization header")
        }
        return FaultAnswer(json: FaultJSON.User())
    }

    private func list(_ request: FaultRequest, _ type: RepoType) -> FaultAnswer {
        let (repos, ids) = state.withLock { ($0.repos, $0.ids) }
        let shown = ids.filter { key, id in
            key.hasPrefix(type.plural + "/") && repos[key]?.isPrivate == false
                && request.query("search").map { id.lowercased().contains($0.lowercased()) } ?? true
                && request.query("author").map { id.hasPrefix($0 + "/") } ?? true
        }
        let infos = shown.sorted { $0.value < $1.value }.map { key, id in
            FaultJSON.Info(_id: key, id: id, sha: repos[key]?.refs["main"] ?? "", private: false)
        }
        return page(request, infos)
    }

    private func info(_ request: FaultRequest, _ subject: Subject, revision: String) -> FaultAnswer {
        guard let commit = subject.repo.commit(of: revision) else { return Self.revisionNotFound(revision) }
        let files = subject.repo.commits[commit] ?? [:]
        return FaultAnswer(
            json: FaultJSON.Info(
                _id: subject.id, id: subject.id, sha: commit, private: subject.repo.isPrivate,
                siblings: files.keys.sorted().map { FaultJSON.Sibling(rfilename: $0) }))
    }

    private func refs(_ request: FaultRequest, _ subject: Subject) -> FaultAnswer {
        let all = subject.repo.refs.sorted { $0.key < $1.key }
        func refs(below prefix: String) -> [FaultJSON.Ref] {
            all.filter { $0.key.hasPrefix(prefix) }.map {
                FaultJSON.Ref(name: String($0.key.dropFirst(prefix.count)), ref: $0.key, targetCommit: $0.value)
            }
        }
        let branches = all.filter { !$0.key.hasPrefix("refs/") }.map {
            FaultJSON.Ref(name: $0.key, ref: "refs/heads/\($0.key)", targetCommit: $0.value)
        }
        return FaultAnswer(
            json: FaultJSON.Refs(
                branches: branches, converts: refs(below: "refs/convert/"), tags: refs(below: "refs/tags/"),
                pullRequests: request.query("include_prs") == nil ? nil : refs(below: "refs/pr/")))
    }

    private func xetToken() -> FaultAnswer {
        guard let xet = settings.xet else { return .error(404, code: nil, "no Xet here") }
        var answer = FaultAnswer(
            json: FaultJSON.XetToken(casUrl: xet.casURL, accessToken: xet.accessToken, exp: xet.expiration))
        answer.set("X-Xet-Cas-Url", xet.casURL)
        answer.set("X-Xet-Access-Token", xet.accessToken)
        answer.set("X-Xet-Token-Expiration", "\(xet.expiration)")
        return answer
    }

    static func revisionNotFound(_ revision: String) -> FaultAnswer {
        .error(404, code: "RevisionNotFound", "Invalid rev id: \(revision)")
    }
}
