import HubAPI
import HubStorage

/// From a ticket to the repo it is for, with the right of its user asked again: a ticket outlives neither the
/// repo nor the membership it was made under.
enum LFSTicketHolder {
    static func require(_ need: RepoLookup.Need, _ ticket: Ticket, _ db: any SQLConnection) throws -> Repo {
        let caller = try caller(ticket, db)
        guard let repo = try ReposStore(db).find(id: ticket.repoID) else {
            throw HubFailure.repoNotFound(caller)
        }
        return try RepoLookup.require(need, repo.reference, caller, db)
    }

    private static func caller(_ ticket: Ticket, _ db: any SQLConnection) throws -> Caller {
        guard let id = ticket.userID else { return .anonymous }
        let row = try db.row(
            "SELECT * FROM accounts WHERE id = ? AND kind = 'user' AND disabled = 0", .integer(id))
        guard let account = try row.map(Account.init(row:)) else {
            throw HubFailure.forbidden("The user this address was made for is gone or disabled")
        }
        // What the token allowed was asked when the ticket was made; the ticket allows no more than its
        // purpose.
        let grant = TokenGrant(tokenID: 0, name: "ticket", role: .write, createdAt: .now, scopes: [])
        return .user(
            SignedInUser(
                account: account, memberships: try AccountsStore(db).memberships(of: id), grant: grant))
    }
}
