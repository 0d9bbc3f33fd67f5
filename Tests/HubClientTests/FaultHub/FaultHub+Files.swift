import HTTPTypes
import HubAPI
import NIOCore
import Synchronization

extension FaultHub {
    /// `/{id}/resolve/{revision}/{path}`, with `datasets/` or `spaces/` before it.
    func resolve(_ request: FaultRequest, _ segments: [String]) -> FaultAnswer {
        var segments = segments
        let type = segments.first.flatMap { $0 == "models" ? nil : RepoType(plural: $0) } ?? .model
        if type != .model { segments.removeFirst() }
        guard let verb = segments.firstIndex(of: "resolve"), (1...2).contains(verb), segments.count > verb + 2 else {
            return .error(404, code: nil, "Sorry, we can't find the page you are looking for.")
        }
        let (subject, refusal) = find(request, type, Array(segments[..<verb]))
        guard let subject else { return refusal }
        return file(
            request, subject, revision: segments[verb + 1], path: segments[(verb + 2)...].joined(separator: "/"),
            redirects: settings.redirects)
    }

    /// Where redirects on the hub's own origin lead: `/blobs/{type}/{namespace}/{name}/{commit}/{path}`.
    func sameOriginBlob(_ request: FaultRequest, _ segments: [String]) -> FaultAnswer {
        guard segments.count > 4, let type = RepoType(plural: segments[0]) else { return FaultAnswer(404) }
        let (subject, refusal) = find(request, type, Array(segments[1...2]))
        guard let subject else { return refusal }
        return file(
            request, subject, revision: segments[3], path: segments[4...].joined(separator: "/"), redirects: .none)
    }

    private func file(
        _ request: FaultRequest, _ subject: Subject, revision: String, path: String,
        redirects: FaultHubSettings.Redirects
    ) -> FaultAnswer {
        guard let commit = subject.repo.commit(of: revision) else { return Self.revisionNotFound(revision) }
        guard let file = subject.repo.commits[commit]?[path] else {
            var answer = FaultAnswer.error(404, code: "EntryNotFound", "Entry not found")
            answer.set("X-Repo-Commit", commit)
            return answer
        }
        let settings = settings
        var answer: FaultAnswer
        if redirects == .none || file.storage == .regular {
            answer = body(of: file, etag: settings.etagForm(file.etag), request)
        } else {
            answer = FaultAnswer(302, text: settings.redirectBody ?? "")
            let here =
                "/blobs/\(subject.type.plural)/\(subject.id)/\(commit)/"
                + request.path.split(separator: "/").suffix(path.split(separator: "/").count).joined(separator: "/")
            switch redirects {
            case .otherOrigin: answer.set("Location", "\(cdnURL)/\(file.sha256)?signature=secret")
            case .sameOrigin: answer.set("Location", url + here)
            case .relative, .none: answer.set("Location", here)
            }
        }
        describe(&answer, file, subject, commit, settings)
        return answer
    }

    private func describe(
        _ answer: inout FaultAnswer, _ file: FaultFile, _ subject: Subject, _ commit: String,
        _ settings: FaultHubSettings
    ) {
        answer.set("X-Repo-Commit", settings.sendsCommit ? commit : nil)
        if !settings.sendsEtag {
            answer.set("ETag", nil)
        } else if file.storage != .regular {
            answer.set("X-Linked-Etag", settings.etagForm(file.etag))
            if settings.sendsLinkedSize { answer.set("X-Linked-Size", "\(file.size)") }
        }
        guard let xet = settings.xet, case .xet(let hash) = file.storage else { return }
        let route = "\(url)\(subject.apiPath)/xet-read-token/\(commit)"
        answer.set("X-Xet-Hash", hash)
        answer.set(xet.usesLink ? "Link" : "X-Xet-Refresh-Route", xet.usesLink ? "<\(route)>; rel=\"xet-auth\"" : route)
    }

    /// The other server knows content by its SHA-256, and nothing of repos.
    func cdnBlob(_ request: FaultRequest, _ segments: [String]) -> FaultAnswer {
        let (repos, settings) = state.withLock { ($0.repos.values, $0.settings) }
        if settings.cdnRefusesTokens, request.authorization != nil {
            return FaultAnswer(403, text: "<Error><Code>AccessDenied</Code></Error>")
        }
        for files in repos.lazy.flatMap(\.commits.values) {
            guard let file = files.values.first(where: { $0.sha256 == segments.first }) else { continue }
            return body(of: file, etag: settings.cdnEtag(file.sha256), request)
        }
        return FaultAnswer(404, text: "<Error><Code>NoSuchKey</Code></Error>")
    }

    /// All of a file, or the range that was asked for.
    private func body(of file: FaultFile, etag: String, _ request: FaultRequest) -> FaultAnswer {
        let settings = settings
        var answer = FaultAnswer(200, body: file.content)
        answer.set("ETag", etag)
        answer.set("Content-Type", "application/octet-stream")
        answer.set("Accept-Ranges", "bytes")
        let isCurrent = request.header("If-Range").map { $0 == etag && !etag.hasPrefix("W/") } ?? true
        if let range = request.range, isCurrent, !settings.ignoresRange, request.method == "GET" {
            return Self.slice(answer, size: file.size, range)
        }
        let accepts = request.header("Accept-Encoding")?.contains("gzip") ?? false
        if settings.compressesAlways || settings.compresses && accepts { answer.compress() }
        return answer
    }

    private static func slice(_ whole: FaultAnswer, size: Int, _ range: String) -> FaultAnswer {
        var answer = whole
        var (start, end) = (size, size)
        if let suffix = range.wholeMatch(of: /bytes=-(\d+)/).flatMap({ Int($0.1) }) {
            start = max(0, size - suffix)
        } else if let parts = ByteRange.parts(range) {
            start = parts.start
            end = min(size, parts.end.map { $0 + 1 } ?? size)
        } else {
            return whole
        }
        guard start < end, let slice = whole.body.getSlice(at: whole.body.readerIndex + start, length: end - start)
        else {
            var refusal = FaultAnswer(416, text: "Range Not Satisfiable")
            refusal.set("Content-Range", "bytes */\(size)")
            return refusal
        }
        answer.status = 206
        answer.body = slice
        answer.set("Content-Range", "bytes \(start)-\(end - 1)/\(size)")
        return answer
    }
}
