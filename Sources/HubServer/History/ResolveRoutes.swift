import GitObjects
import HTTPTypes
import HubAPI
import HubStorage
import Hummingbird

/// `resolve/` and `raw/`: the content of files, under every prefix clients use.
struct ResolveRoutes {
    let resolve: ResolveService
    let objects: any ObjectStore

    func add(to table: inout RouteTable) {
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
        let headers = Self.headers(found, path: path, raw: raw, download: try request.query.flag("download") ?? false)
        switch found.content {
        case .bytes(let bytes): return try FileAnswer.make(request, bytes: bytes, headers: headers)
        case .object(let key):
            return try await FileAnswer.make(
                request, objects: objects, key: key, length: found.size, headers: headers)
        }
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
                "X-Repo-Commit,X-Linked-Etag,X-Linked-Size,ETag,Link,Accept-Ranges,Content-Range,X-Error-Code,"
                + "X-Error-Message,X-Request-Id",
        ]
        if found.large != nil {
            headers[.linkedETag] = "\"\(tag)\""
            headers[.linkedSize] = String(found.size)
        }
        return headers
    }
}
