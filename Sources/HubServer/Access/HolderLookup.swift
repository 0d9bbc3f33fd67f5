import HubAPI
import HubStorage

/// From signed claims to the repo they are for, with the right of their holder asked again: no claim outlives the
/// repo, the token it was made with, or the membership it was made under.
enum HolderLookup {
    static func require(
        _ need: RepoLookup.Need, repoID: Int64, _ holder: ClaimHolder?, _ db: any SQLConnection
    ) throws -> (repo: Repo, caller: Caller) {
        let caller = try caller(holder, db)
        guard let repo = try ReposStore(db).find(id: repoID) else {
            throw HubFailure.repoNotFound(caller)
        }
        return (try RepoLookup.require(need, repo.reference, caller, db), caller)
    }

    private static func caller(_ holder: ClaimHolder?, _ db: any SQLConnection) throws -> Caller {
        guard let holder else { return .anonymous }
        let store = AccountsStore(db)
        guard let row = try store.token(id: holder.tokenID), row.account.id == holder.userID else {
            throw HubFailure.forbidden("The access token that this was made with is gone")
        }
        if let reason = row.refusal(at: .now) {
            throw HubFailure.forbidden("This no longer holds: \(reason)")
        }
        return .user(
            SignedInUser(
                account: row.account, memberships: try store.memberships(of: row.account.id), grant: row.grant))
    }
}

extension HolderLookup {
    static func require(
        _ need: RepoLookup.Need, _ ticket: Ticket, _ db: any SQLConnection
    ) throws -> (repo: Repo, caller: Caller) {
        try require(need, repoID: ticket.repoID, ticket.holder, db)
    }
}
