import HTTPTypes
import HubAPI

/// One function for each question of the kind “may this caller do that”. Services ask before they compute.
enum Access {
    /// May the caller know that the repo exists and read its content?
    static func canRead(_ repo: Repo, _ caller: Caller) -> Bool {
        guard let user = caller.user else { return repo.visibility == .public }
        if repo.visibility == .public { return true }
        return tokenAllows(.read, namespace: repo.namespace, name: repo.name, user)
            && (user.account.isAdmin || repo.ownerID == user.account.id || user.role(in: repo.ownerID) != nil)
    }

    /// May the caller change the repo's content, branches and tags?
    static func canWrite(_ repo: Repo, _ caller: Caller) -> Bool {
        guard let user = caller.user,
            tokenAllows(.write, namespace: repo.namespace, name: repo.name, user)
        else { return false }
        if user.account.isAdmin || repo.ownerID == user.account.id { return true }
        switch user.role(in: repo.ownerID) {
        case .write, .admin: return true
        case .contributor: return repo.creatorID == user.account.id
        case .read, nil: return false
        }
    }

    /// May the caller send content for a pull request? Whoever can read may open one.
    static func canPropose(_ repo: Repo, _ caller: Caller) -> Bool {
        guard let user = caller.user, canRead(repo, caller) else { return false }
        return tokenAllows(.write, namespace: repo.namespace, name: repo.name, user)
    }

    /// May the caller learn what all repos of the account hold, private ones included?
    static func seesAll(of ownerID: Int64, namespace: String, _ caller: Caller) -> Bool {
        // A permission for one repo is not one for a repo with an empty name.
        guard let user = caller.user, tokenAllows(.read, namespace: namespace, name: "", user) else { return false }
        return user.account.isAdmin || ownerID == user.account.id || user.role(in: ownerID) != nil
    }

    /// May the caller change settings, move or delete the repo?
    static func canAdminister(_ repo: Repo, _ caller: Caller) -> Bool {
        guard let user = caller.user,
            tokenAllows(.write, namespace: repo.namespace, name: repo.name, user)
        else { return false }
        if user.account.isAdmin || repo.ownerID == user.account.id { return true }
        switch user.role(in: repo.ownerID) {
        case .admin: return true
        case .contributor, .write: return repo.creatorID == user.account.id
        case .read, nil: return false
        }
    }

    /// May the caller create a repo of this name under an account?
    static func canCreate(_ name: String, under owner: Account, _ caller: Caller) -> Bool {
        guard let user = caller.user, tokenAllows(.write, namespace: owner.name, name: name, user) else {
            return false
        }
        if user.account.isAdmin || owner.id == user.account.id { return true }
        return user.role(in: owner.id).map { $0 >= .contributor } ?? false
    }

    /// May the caller see members-only facts of the repo, such as its storage?
    static func isMember(of repo: Repo, _ caller: Caller) -> Bool {
        guard let user = caller.user, tokenAllows(.read, namespace: repo.namespace, name: repo.name, user) else {
            return false
        }
        return user.account.isAdmin || repo.ownerID == user.account.id || user.role(in: repo.ownerID) != nil
    }

    private static func tokenAllows(
        _ permission: TokenScope.Permission, namespace: String, name: String, _ user: SignedInUser
    ) -> Bool {
        switch user.grant.role {
        case .write: return true
        case .read: return permission == .read
        case .fineGrained:
            let account = namespace.lowercased()
            let repo = account + "/" + name.lowercased()
            return user.grant.scopes.contains { scope in
                let entity = scope.entity.lowercased()
                return (entity == account || entity == repo)
                    && (permission == .read || scope.permission == .write)
            }
        }
    }
}

extension Access {
    /// May the caller have the content of a repo that it may see? Gated repos give it to members only.
    ///
    /// - Throws: ``HubFailure`` GatedRepo.
    static func requirePassage(_ repo: Repo, _ caller: Caller) throws {
        guard repo.gated != "false", !isMember(of: repo, caller) else { return }
        let message =
            "Access to \(repo.type.rawValue) \(repo.fullName) is restricted and you are not in the authorized list."
        throw caller.user == nil
            ? HubFailure(.unauthorized, .gatedRepo, message + " You must be authenticated to access it.")
            : HubFailure(.forbidden, .gatedRepo, message)
    }
}
