import HTTPTypes
import HubAPI
import Hummingbird

/// How answers about large files look.
enum LFSAnswers {
    /// JSON under git-lfs's own media type.
    static func git(_ value: JSONValue) -> Response {
        var response = Response.json(value)
        response.headers[.contentType] = "application/vnd.git-lfs+json"
        return response
    }

    /// Words failures also in git-lfs's way: it shows `message`, and it asks its user for a password only
    /// when a 401 names the scheme.
    static func inGitForm(_ handler: @escaping Route.Handler) -> Route.Handler {
        { request in
            do {
                return try await handler(request)
            } catch let failure as HubFailure {
                throw inGitForm(failure)
            }
        }
    }

    static func inGitForm(_ failure: HubFailure) -> HubFailure {
        var failure = failure
        failure.details.append(JSONMember("message", .string(failure.message)))
        if failure.status == .unauthorized { failure.headers[.wwwAuthenticate] = "Basic realm=\"Roost\"" }
        return failure
    }

    /// Foreign bytes are never shown as a page of this hub.
    static func contentHeaders(_ object: LFSObject) -> HTTPFields {
        [
            .contentType: "application/octet-stream",
            .eTag: "\"\(LFSDigest.hex(object.sha256))\"",
            .contentDisposition: "attachment",
            .contentTypeOptions: "nosniff",
            .cacheControl: "private",
        ]
    }
}
