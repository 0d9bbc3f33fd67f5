import HTTPTypes
import HubAPI
import HubStorage

/// From a repo's name in a request to its row, with the caller's right checked. Every service begins here.
enum RepoLookup {
    enum Need: Sendable {
        case read, write, administer
        /// Sending content for a pull request.
        case propose
    }

    /// - Throws: ``HubFailure``: not found (also for private repos the caller may not see), 403 when the caller
    ///   may read but not do what is needed, or a redirect when the repo has moved.
    static func require(
        _ need: Need, _ reference: RepoReference, _ caller: Caller, _ db: any SQLConnection
    ) throws -> Repo {
        let store = ReposStore(db)
        guard let repo = try store.find(reference) else {
            if let moved = try store.findMoved(reference), Access.canRead(moved, caller) {
                throw RepoMoved(from: reference, to: moved)
            }
            throw HubFailure.repoNotFound(caller)
        }
        guard Access.canRead(repo, caller) else { throw HubFailure.repoNotFound(caller) }
        if repo.disabled {
            throw HubFailure(.forbidden, .forbidden, "Access to this resource is disabled.")
        }
        switch need {
        case .read: break
        case .write: if !Access.canWrite(repo, caller) { throw refusal(caller, "write to", repo) }
        case .propose: if !Access.canPropose(repo, caller) { throw refusal(caller, "propose changes to", repo) }
        case .administer: if !Access.canAdminister(repo, caller) { throw refusal(caller, "administer", repo) }
        }
        return repo
    }

    private static func refusal(_ caller: Caller, _ deed: String, _ repo: Repo) -> HubFailure {
        guard let user = caller.user else {
            return .unauthorized("Sign in with a token that may \(deed) \(repo.fullName)")
        }
        return .forbidden(
            "\(user.account.name) may not \(deed) \(repo.type.rawValue) \(repo.fullName) with this token "
                + "(its role is \(user.grant.role.rawValue))")
    }
}

/// The repo has another id now; the responder answers with a relative redirect to the same request there.
struct RepoMoved: Error {
    let from: RepoReference
    let to: Repo
}
