import HTTPTypes
import HubAPI
import HubClient
import Synchronization

/// A hub on this machine that tells wrong things when it is asked to: two HTTP/1.1 servers on free ports, the hub and a
/// "CDN", with repos in memory, faults by request, and a record of everything that was asked.
///
/// ```swift
/// try await withFaultHub { hub in
///     let commit = hub.put("org/name", ["config.json": .text("{}"), "w.bin": .lfs(FaultFile.noise(1 << 20))])
///     hub.fault(.drop(after: 1000), "GET", "w.bin")
///     …
///     #expect(hub.requests("GET", "w.bin").count == 2)
/// }
/// ```
final class FaultHub: Sendable {
    struct State: Sendable {
        var settings = FaultHubSettings()
        /// By type and id, lower-case: `models/org/name`.
        var repos: [String: FaultRepo] = [:]
        var ids: [String: String] = [:]
        var faults: [FaultRule] = []
        var routes: [FaultRoute] = []
        var requests: [FaultRequest] = []
        var received = 0
        var connections = 0
        var commits = 0
    }

    let state = Mutex(State())
    let port: Int
    let cdnPort: Int

    init(port: Int, cdnPort: Int) {
        self.port = port
        self.cdnPort = cdnPort
    }

    /// The hub's address, without a slash at its end.
    var url: String { "http://127.0.0.1:\(port)" }
    /// The other server's.
    var cdnURL: String { "http://127.0.0.1:\(cdnPort)" }

    var settings: FaultHubSettings { state.withLock { $0.settings } }

    func change(_ body: @Sendable (inout FaultHubSettings) -> Void) {
        state.withLock { body(&$0.settings) }
    }

    /// A client's configuration for this hub; its cache and everything else lies in `home`.
    func configuration(home: String, token: TokenSource = .anonymous) -> HubConfiguration {
        HubConfiguration(endpoint: url, token: token, home: home)
    }
}

extension FaultHub {
    /// Makes a commit that holds these files and no others, and moves a ref to it; the repo comes into being with its
    /// first commit.
    ///
    /// - Returns: The commit, 40 hex digits.
    @discardableResult
    func put(
        _ id: String, type: RepoType = .model, _ files: [String: FaultFile], to ref: String = "main"
    ) -> String {
        state.withLock { state in
            let key = Self.key(type, id)
            state.commits += 1
            let commit = FaultFile.text("commit \(state.commits) of \(key)").blobID
            state.ids[key] = state.ids[key] ?? id
            state.repos[key, default: FaultRepo()].commits[commit] = files
            state.repos[key]?.refs[ref] = commit
            return commit
        }
    }

    /// As ``put(_:type:_:to:)``, but keeps the ref's other files; nil removes one.
    @discardableResult
    func update(
        _ id: String, type: RepoType = .model, _ changes: [String: FaultFile?], on ref: String = "main"
    ) -> String {
        let repo = state.withLock { $0.repos[Self.key(type, id)] }
        var files = repo.flatMap { repo in repo.commit(of: ref).flatMap { repo.commits[$0] } } ?? [:]
        for (path, file) in changes { files[path] = file }
        return put(id, type: type, files, to: ref)
    }

    func change(_ id: String, type: RepoType = .model, _ body: @Sendable (inout FaultRepo) -> Void) {
        state.withLock { body(&$0.repos[Self.key(type, id), default: FaultRepo()]) }
    }

    static func key(_ type: RepoType, _ id: String) -> String { "\(type.plural)/\(id.lowercased())" }
}

extension FaultHub {
    /// Everything that was asked of both servers, in order.
    var requests: [FaultRequest] { state.withLock { $0.requests } }

    /// What was asked with this method and a target that matches the pattern.
    ///
    /// - Parameters:
    ///   - method: Any if nil.
    ///   - pattern: A regular expression, found anywhere in the percent-encoded path with its query.
    func requests(_ method: String? = nil, _ pattern: String = "") -> [FaultRequest] {
        requests.filter { FaultRule.matches($0, method: method, pattern: pattern) }
    }

    /// Bytes of bodies that both servers have sent to requests that match.
    func bytesSent(_ method: String? = nil, _ pattern: String = "") -> Int {
        requests(method, pattern).reduce(0) { $0 + $1.bytesSent }
    }

    func forgetRequests() { state.withLock { $0.requests = [] } }

    /// Spoils answers to requests that match, beside the faults that are set already.
    ///
    /// - Parameters:
    ///   - from: The first request that is spoilt, of those that match from now on; 1 is the next.
    ///   - times: How many are spoilt; nil for all that follow.
    func fault(
        _ fault: Fault, _ method: String? = nil, _ pattern: String = "", from: Int = 1, times: Int? = 1
    ) {
        state.withLock {
            $0.faults.append(FaultRule(method: method, pattern: pattern, from: from, times: times, fault: fault))
        }
    }

    func forgetFaults() { state.withLock { $0.faults = [] } }

    /// Answers requests that match instead of the hub, until the closure says nil.
    func route(
        _ method: String? = nil, _ pattern: String, _ answer: @escaping @Sendable (FaultRequest) -> FaultAnswer?
    ) {
        state.withLock { $0.routes.append(FaultRoute(method: method, pattern: pattern, answer: answer)) }
    }
}

/// An answer of a test's own.
struct FaultRoute: Sendable {
    let method: String?
    let pattern: String
    let answer: @Sendable (FaultRequest) -> FaultAnswer?
}
