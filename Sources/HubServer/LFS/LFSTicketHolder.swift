import HubAPI
import HubStorage

/// From a ticket to the repo it is for, with the right of its holder asked again: a ticket outlives neither the
/// repo, nor the token it was made with, nor the membership it was made under.
enum LFSTicketHolder {
    static func require(
        _ need: RepoLookup.Need, _ ticket: Ticket, _ db: any SQLConnection
    ) throws -> (repo: Repo, caller: Caller) {
        let caller = try caller(ticket, db)
        guard let repo = try ReposStore(db).find(id: ticket.repoID) else {
            throw HubFailure.repoNotFound(caller)
        }
        return (try RepoLookup.require(need, repo.reference, caller, db), caller)
    }

    private static func caller(_ ticket: Ticket, _ db: any SQLConnection) throws -> Caller {
        guard let holder = ticket.holder else { return .anonymous }
        let store = AccountsStore(db)
        guard let row = try store.token(id: holder.tokenID), row.account.id == holder.userID else {
            throw HubFailure.forbidden("The token this address was made with is gone")
        }
        if let reason = row.refusal(at: .now) {
            throw HubFailure.forbidden("This address no longer holds: \(reason)")
        }
        return .user(
            SignedInUser(
                account: row.account, memberships: try store.memberships(of: row.account.id), grant: row.grant))
    }
}
