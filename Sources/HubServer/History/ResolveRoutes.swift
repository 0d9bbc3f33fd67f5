import GitObjects
import HTTPTypes
import HubAPI
import HubStorage
import Hummingbird
import RepoCards
import Xet

/// `resolve/` and `raw/`: the content of files, under every prefix clients use.
struct ResolveRoutes {
    let resolve: ResolveService
    let contents: ContentAnswer
    let downloads: DownloadCounter

    func add(to table: inout RouteTable) {
        table.document(Self.documentation)
        for type in RepoType.allCases {
            table.on(.get, "/\(type.pathPrefix){repo}/resolve/{revision}/{path...}") {
                try await answer($0, type, raw: false)
            }
            table.on(.get, "/\(type.pathPrefix){repo}/raw/{revision}/{path...}") {
                try await answer($0, type, raw: true)
            }
        }
        table.on(.get, "/api/{type}/{repo}/resolve/{revision}/{path...}") { try await answer($0, nil, raw: false) }
        table.on(.get, "/api/{type}/{repo}/raw/{revision}/{path...}") { try await answer($0, nil, raw: true) }
        table.on(.get, "/api/resolve-cache/{type}/{repo}/{revision}/{path...}") {
            try await answer($0, nil, raw: false)
        }
    }

    private func answer(_ request: HubRequest, _ type: RepoType?, raw: Bool) async throws -> Response {
        let path = request.parameter("path")
        let found: ResolveService.Found
        do {
            found = try await resolve.find(
                try request.repo(type), revision: request.parameter("revision"), path: path, raw: raw,
                caller: request.caller)
        } catch let missing as ResolveService.EntryMissing {
            var failure = missing.failure
            failure.headers[.repoCommit] = missing.commit.hex
            throw failure
        }
        if !raw { count(request, found.repo, path) }
        var headers = Self.headers(found, path: path, raw: raw, download: try request.query.flag("download") ?? false)
        if case .xet(let file, let epoch) = found.content {
            headers.append(contentsOf: Self.xetHeaders(file, epoch, found, request))
            if request.headers[.accept]?.contains(Self.fileInfo) == true { headers[.contentType] = Self.fileInfo }
        }
        return try await contents.answer(request, found.content, length: found.size, headers: headers)
    }

    private func count(_ request: HubRequest, _ repo: Repo, _ path: String) {
        guard DownloadRules.counts(path: path, library: repo.libraryName, type: repo.type),
            DownloadRequest.counts(isHead: request.isHead, headers: request.headers)
        else { return }
        downloads.record(repo, by: request)
    }

    /// By this type browsers' clients ask for what they need to fetch the chunks themselves.
    private static let fileInfo = "application/vnd.xet-fileinfo+json"

    /// What a client needs to put the file together itself.
    private static func xetHeaders(
        _ file: XetFile, _ epoch: Int64, _ found: ResolveService.Found, _ request: HubRequest
    ) -> HTTPFields {
        let repo = found.repo
        let token = "\(request.baseURL)/api/\(repo.type.plural)/\(repo.fullName)/xet-read-token/\(found.commit.hex)"
        let plan = "\(request.baseURL)/cas/\(repo.ownerID)/\(epoch)/v1/reconstructions/\(file.hash)"
        return [
            .xetHash: file.hash.description,
            .link: "<\(token)>; rel=\"xet-auth\", <\(plan)>; rel=\"xet-reconstruction-info\"",
        ]
    }

    private static func headers(
        _ found: ResolveService.Found, path: String, raw: Bool, download: Bool
    ) -> HTTPFields {
        let tag = found.large.map { LFSDigest.hex($0.sha256) } ?? found.blob.hex
        var headers: HTTPFields = [
            .eTag: "\"\(tag)\"",
            .repoCommit: found.commit.hex,
            .contentType: raw ? "text/plain; charset=utf-8" : ContentType.guess(path),
            .contentDisposition: ContentType.disposition(path, download: download),
            // Files are strangers' bytes on this hub's own address: they must not run there.
            .contentSecurityPolicy: "default-src 'none'; sandbox",
            .contentTypeOptions: "nosniff",
            .cacheControl: "no-cache",
            .accessControlExposeHeaders:
                "X-Repo-Commit,X-Linked-Etag,X-Linked-Size,X-Xet-Hash,ETag,Link,Accept-Ranges,Content-Range,X-Error-Code,"
                + "X-Error-Message,X-Request-Id",
        ]
        if found.large != nil {
            headers[.linkedETag] = "\"\(tag)\""
            headers[.linkedSize] = String(found.size)
        }
        return headers
    }
}
