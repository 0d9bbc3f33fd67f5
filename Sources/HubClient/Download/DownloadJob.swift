import HubAPI

/// One call to download something: of which repo, where to, and how.
struct DownloadJob: Sendable {
    let hub: Hub
    let repo: RepoReference
    let revision: Revision
    let policy: DownloadPolicy
    /// Told what happens; nil if nobody listens.
    let tell: (@Sendable (TransferEvent) -> Void)?

    /// The repo's part of the cache.
    var folder: RepoFolder { hub.cache.folder(of: repo) }

    /// Whether nobody is to be asked.
    var asksNobody: Bool { policy.cacheOnly || hub.configuration.isOffline }

    func subject(_ file: String? = nil) -> String { repo.subject(revision, file: file) }

    /// A forced download can't be served by what lies here.
    func checkForce() throws(HubError) {
        guard policy.isForced, asksNobody else { return }
        throw HubError(
            .invalidInput, "A download can't be forced when nobody is to be asked: \(subject())",
            suggestion: "Leave out one of the two, or unset HF_HUB_OFFLINE")
    }

    /// Why nothing was asked, when the answer doesn't lie here.
    func notCached(_ what: String) -> HubError {
        HubError(
            .notCached, "\(what) is not in the cache, and nobody is to be asked",
            suggestion: policy.cacheOnly
                ? "Allow asking the hub" : "Unset HF_HUB_OFFLINE to go online")
    }

    /// Whether what lies here may stand in for what the hub doesn't say: it can't be reached, or doesn't answer this
    /// client. An answer that the revision or the file is not there is an answer.
    static func mayFallBack(on error: HubError) -> Bool {
        switch error.kind {
        case .network, .timeout, .server, .rateLimited, .offline, .unauthorized, .forbidden, .gated, .disabled,
            .repositoryNotFound, .notFound, .badRequest, .conflict, .notSupported, .decoding:
            true
        default: false
        }
    }

    /// Whether the same request may succeed a little later.
    static func mayPass(_ error: HubError) -> Bool {
        switch error.kind {
        case .network, .timeout, .server, .rateLimited, .offline: true
        default: false
        }
    }

    /// What the caller is told if there is nothing here to fall back on.
    func failure(_ error: HubError, _ what: String) -> HubError {
        switch error.kind {
        case .offline: return notCached(what)
        case .network, .timeout, .server:
            var error = error
            error.message = "\(what) is not in the cache, and the hub could not be asked: \(error.message)"
            return error
        default: return error
        }
    }
}
