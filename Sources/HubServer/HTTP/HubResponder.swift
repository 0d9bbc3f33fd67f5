import Foundation
import HTTPTypes
import HubAPI
import HubStorage
import Hummingbird
import Logging
import NIOCore

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What Hummingbird hands along with a request: the connection, for answers that go beside the typed pipeline.
struct ConnectionContext: InitializableFromSource {
    let channel: any Channel
    let logger: Logger

    init(source: ApplicationRequestContextSource) {
        self.channel = source.channel
        self.logger = source.logger
    }
}

/// Every request passes here: it gets an id, is checked, matched, authenticated and answered; what is thrown
/// becomes an answer, and one line in the log.
struct HubResponder: HTTPResponder {
    typealias Context = ConnectionContext

    let routes: RouteTable
    let authenticator: Authenticator
    /// The configured public address; nil takes the request's Host.
    let baseURL: String?
    let proxies: TrustedProxies
    let errorPage: @Sendable (HubFailure) -> Response

    func respond(to request: Request, context: ConnectionContext) async throws -> Response {
        let id = Self.requestID(request.headers)
        var logger = context.logger
        logger[metadataKey: "request"] = "\(id)"
        var matched: RouteTable.Match?
        var response: Response
        do {
            let target = try RequestTarget(request.head.path ?? "/")
            let match = try find(request.head.method, target)
            matched = match
            // Git and its helpers know no other way to show a token.
            let isGit = match.route.template.contains(".git/") || match.route.template.hasPrefix("/lfs/")
            // The CAS has credentials of its own.
            let caller =
                match.route.template.hasPrefix("/cas/")
                ? .anonymous : try await authenticator.caller(request.headers, allowsBasic: isGit)
            if let user = caller.user { logger[metadataKey: "user"] = "\(user.account.name)" }
            let hubRequest = HubRequest(
                head: request.head, match: match, query: try QueryItems(parsing: target.query), id: id,
                caller: caller, baseURL: baseURL ?? Self.origin(request.head), logger: logger,
                channel: context.channel, proxies: proxies, body: request.body)
            response = try await match.route.handler(hubRequest)
        } catch {
            response = answer(to: error, request, matched, context.channel, logger)
        }
        if request.head.method == .head { response = response.createHeadResponse() }
        response.headers[.requestID] = id
        logger.debug(
            "answered",
            metadata: [
                "method": "\(request.head.method.rawValue)", "route": "\(matched?.route.template ?? "-")",
                "status": "\(response.status.code)",
            ])
        return response
    }

    private func find(_ method: HTTPRequest.Method, _ target: RequestTarget) throws -> RouteTable.Match {
        switch try routes.match(method, target.segments) {
        case .found(let match): return match
        case .wrongMethod(let allowed):
            var failure = HubFailure(
                .methodNotAllowed, .methodNotAllowed, "\(method.rawValue) is not possible here")
            failure.headers[.allow] = allowed.map(\.rawValue).joined(separator: ", ")
            throw failure
        case .missing:
            if HubSurface.isKnown(target.segments) {
                throw HubFailure(
                    .notImplemented, .notImplemented, "Roost does not support \(method.rawValue) \(target.path) yet")
            }
            throw HubFailure(.notFound, .notFound, "There is nothing at \(target.path)")
        }
    }

    // MARK: Errors

    private func answer(
        to error: any Error, _ request: Request, _ match: RouteTable.Match?, _ channel: any Channel, _ logger: Logger
    ) -> Response {
        if let moved = error as? RepoMoved { return redirect(moved, request, match) }
        let failure = HubFailure(any: error)
        if failure.status.kind == .serverError, failure.status != .notImplemented {
            // The template, not the path: an upload's path is a right to upload.
            logger.error("request failed", metadata: ["error": "\(error)", "route": "\(match?.route.template ?? "-")"])
        }
        var response = match?.route.audience == .browser ? errorPage(failure) : failure.response
        // Git asks for a name and a password only when it is challenged.
        if failure.status == .unauthorized, match?.route.template.contains(".git/") == true {
            response.headers[.wwwAuthenticate] = "Basic realm=\"Roost\""
        }
        refuseBody(of: request, channel, &response)
        return response
    }

    /// A refused upload must not be read to its end. The connection is closed, after a moment in which the client
    /// can read why; one that waits for permission to send (`Expect`) won't send the body now, so the connection
    /// can't tell where the next request begins.
    private func refuseBody(of request: Request, _ channel: any Channel, _ response: inout Response) {
        let isShort = request.headers[.contentLength].flatMap { Int($0) }.map { $0 <= 1 << 20 }
        let hasBody = request.headers[.transferEncoding] != nil || isShort != nil
        guard request.headers[.expect] != nil || (hasBody && isShort != true) else { return }
        response.headers[.connection] = "close"
        channel.eventLoop.scheduleTask(in: .seconds(2)) { channel.close(promise: nil) }
    }

    /// The same request under the repo's new id: a relative location, which clients of every age follow.
    private func redirect(_ moved: RepoMoved, _ request: Request, _ match: RouteTable.Match?) -> Response {
        guard let place = match?.repoSegments, let target = try? RequestTarget(request.head.path ?? "/") else {
            return HubFailure(.notFound, .repoNotFound, "The repo is now called \(moved.to.fullName)").response
        }
        var segments = target.segments
        let suffix = segments[place].last?.hasSuffix(".git") == true ? ".git" : ""
        segments.replaceSubrange(place, with: [Substring(moved.to.fullName + suffix)])
        return .redirect(
            toPath: "/" + segments.joined(separator: "/") + (target.query.isEmpty ? "" : "?" + target.query))
    }

    // MARK: Small facts of the request

    /// The caller's own id if it is harmless to repeat and log, else a new one.
    private static func requestID(_ headers: HTTPFields) -> String {
        let given = headers[.requestID] ?? headers[.amazonTraceID] ?? ""
        let harmless = given.utf8.allSatisfy { (0x21..<0x7F).contains($0) && $0 != UInt8(ascii: "\"") }
        return harmless && (1...128).contains(given.utf8.count) ? given : UUID().uuidString.lowercased()
    }

    private static func origin(_ head: HTTPRequest) -> String {
        let host = head.authority ?? "localhost"
        let harmless = host.utf8.allSatisfy {
            switch $0 {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: ":"),
                UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
        return "http://" + (harmless ? host : "localhost")
    }
}

/// The path and query of a request line, checked.
struct RequestTarget {
    let path: String
    let segments: [Substring]
    let query: Substring

    /// - Throws: ``HubFailure`` 400 for a path that could climb.
    init(_ text: String) throws {
        let parts = text.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let path = parts.first ?? "/"
        query = parts.count > 1 ? parts[1] : ""
        self.path = String(path)
        var segments = path.split(separator: "/", omittingEmptySubsequences: false)
        while segments.first == "" { segments.removeFirst() }
        if segments.last == "" { segments.removeLast() }
        self.segments = segments
        for segment in segments {
            let decoded = PercentCoding.decode(segment) ?? String(segment)
            if FilePath.split(decoded, omittingEmpty: true).contains(where: { $0 == ".." || $0 == "." }) {
                throw HubFailure(.badRequest, .invalidPath, "The path must not hold “..” or “.” segments")
            }
        }
    }
}
