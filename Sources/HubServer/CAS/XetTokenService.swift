import HubAPI
import HubStorage

/// Who gets a token for Xet, and for which domain.
struct XetTokenService: Sendable {
    /// Clients do not ask for another one when a token is refused, so it must outlive a transfer's quiet times; they
    /// renew it shortly before it expires.
    static let lifetime = Duration.seconds(30 * 60)

    let database: any Database
    let caches: HistoryCaches
    let signer: XetTokenSigner

    struct Grant: Sendable {
        let token: XetToken
        let text: String

        /// Seconds since 1970.
        var expiry: Int64 { token.expiry.milliseconds / 1000 }
    }

    /// - Throws: ``HubFailure``: not found, gated, or revision not found.
    func read(_ reference: RepoReference, revision: String, caller: Caller) async throws -> Grant {
        let caches = caches
        return try await database.read { db in
            let repo = try RepoLookup.require(.read, reference, caller, db)
            try Access.requirePassage(repo, caller)
            _ = try HistoryReader(db, repoID: repo.id, caches: caches).commit(atRevision: revision)
            return try grant(.read, repo, domain: repo.ownerID, revision, caller, db)
        }
    }

    /// - Parameters:
    ///   - revision: Nil when the client has none yet, as before a pull request.
    ///   - forPullRequest: Whether the content is meant for a pull request, which whoever can read may open.
    func write(
        _ reference: RepoReference, revision: String?, forPullRequest: Bool, caller: Caller
    ) async throws -> Grant {
        let caches = caches
        return try await database.read { db in
            guard let user = caller.user else {
                throw HubFailure.unauthorized("Sign in with a token that may write to \(reference.id)")
            }
            let mayBePullRequest = forPullRequest || revision == nil
            let repo = try RepoLookup.require(mayBePullRequest ? .propose : .write, reference, caller, db)
            if let revision {
                _ = try HistoryReader(db, repoID: repo.id, caches: caches).commit(atRevision: revision)
            }
            if Access.canWrite(repo, caller) {
                return try grant(.write, repo, domain: repo.ownerID, revision ?? "", caller, db)
            }
            // What strangers send must not mix with what they have no right to know of.
            return try grant(.propose, repo, domain: user.account.id, revision ?? "", caller, db)
        }
    }

    /// A token for a member of the repo, made where rights were checked already.
    func grant(
        _ scope: XetToken.Scope, _ repo: Repo, domain: Int64, _ revision: String, _ caller: Caller,
        _ db: any SQLConnection
    ) throws -> Grant {
        let seesDomain =
            scope == .propose
            ? caller.user.map { Access.seesAll(of: domain, namespace: $0.account.name, caller) } ?? false
            : Access.seesAll(of: domain, namespace: repo.namespace, caller)
        let token = XetToken(
            scope: scope, holder: caller.holder, repoID: repo.id, domain: domain,
            epoch: try XetStore(db).epoch(), mayDeduplicate: seesDomain, revision: revision,
            expiry: Timestamp(milliseconds: Timestamp.now.milliseconds + Self.lifetime.components.seconds * 1000))
        return Grant(token: token, text: signer.sign(token))
    }
}
