import HubAPI
package import HubStorage

/// The rules of users, organizations and tokens.
package struct AccountsService: Sendable {
    let database: any Database
    let tokenUses: TokenUses

    package init(database: any Database) {
        self.database = database
        tokenUses = TokenUses(database: database)
    }

    /// Writes what is only in memory yet. Call it before the database closes.
    package func close() async throws {
        try await tokenUses.close()
    }

    func find(_ name: String) async throws -> Account? {
        try await database.read { db in try AccountsStore(db).find(name) }
    }

    // MARK: Users and organizations

    /// Makes a user. Without a password they can use tokens only.
    /// - Throws: ``AccountsError``.
    @discardableResult
    package func createUser(
        name: String, fullName: String? = nil, email: String? = nil, password: String? = nil,
        isAdmin: Bool = false
    ) async throws -> AccountSummary {
        try ReservedNames.check(name)
        let fullName = try Self.checked(fullName: fullName, default: name)
        if let email { try Self.check(email: email) }
        if let password { try Self.check(password: password) }
        let hash = try password.map(Password.hash)
        let now = Timestamp.now
        let account = Account(
            id: Identifier.make(at: now), kind: .user, name: name, fullName: fullName, email: email,
            isAdmin: isAdmin, defaultVisibility: .public, createdAt: now)
        try await refusingTakenName(name) { db in
            try AccountsStore(db).insert(account, passwordHash: hash)
        }
        return AccountSummary(account, isDisabled: false, hasPassword: hash != nil, organizations: [])
    }

    /// Makes an organization with one user as its first admin.
    /// - Throws: ``AccountsError``.
    package func createOrg(
        name: String, owner: String, fullName: String? = nil, defaultVisibility: String = "public"
    ) async throws {
        try ReservedNames.check(name)
        let fullName = try Self.checked(fullName: fullName, default: name)
        guard let visibility = Visibility(rawValue: defaultVisibility) else {
            throw AccountsError(
                .invalidValue,
                "the default visibility must be public or private, not \"\(AccountsError.shown(defaultVisibility))\""
            )
        }
        let now = Timestamp.now
        let account = Account(
            id: Identifier.make(at: now), kind: .org, name: name, fullName: fullName, email: nil,
            isAdmin: false, defaultVisibility: visibility, createdAt: now)
        try await refusingTakenName(name) { db in
            let store = AccountsStore(db)
            let owner = try Self.require(.user, owner, try store.find(owner))
            try store.insert(account, passwordHash: nil)
            try store.putMember(owner.id, of: account.id, role: .admin, at: now)
        }
    }

    /// Adds a member to an organization, or changes the role of one.
    /// - Throws: ``AccountsError``, also when the organization would be left without an admin.
    package func addMember(org: String, user: String, role: String) async throws {
        let role: OrgRole = try Self.word(role, "role")
        try await database.write { db in
            let store = AccountsStore(db)
            // Held, so that two admins can't demote each other at the same moment.
            let org = try Self.require(.org, org, try store.findForUpdate(org))
            let user = try Self.require(.user, user, try store.find(user))
            if role != .admin, try store.otherAdmins(of: org.id, than: user.id) == 0 {
                throw AccountsError(
                    .lastAdmin,
                    "\(user.name) is the only admin of \(org.name): make somebody else admin first")
            }
            try store.putMember(user.id, of: org.id, role: role, at: .now)
        }
    }

    package func listUsers() async throws -> [AccountSummary] {
        try await database.read { db in
            let store = AccountsStore(db)
            let memberships = try store.memberships()
            return try store.users().map { user in
                AccountSummary(
                    user.account, isDisabled: user.isDisabled, hasPassword: user.hasPassword,
                    organizations: memberships[user.account.id] ?? [])
            }
        }
    }

    // MARK: The first admin

    package struct FirstAdmin: Sendable {
        package let user: String
        package let password: String
        package let token: String
    }

    /// Makes the user `admin` with a write token if there are no accounts at all. Of several servers that start on
    /// one new database, one makes it; for the others this is nil.
    package func bootstrapAdmin() async throws -> FirstAdmin? {
        guard try await !database.read({ db in try AccountsStore(db).hasAccounts() }) else { return nil }
        let password = Self.makePassword()
        let hash = try Password.hash(password)
        let token = AccessToken()
        let now = Timestamp.now
        let account = Account(
            id: Identifier.make(at: now), kind: .user, name: ReservedNames.firstAdmin,
            fullName: "Administrator",
            email: nil, isAdmin: true, defaultVisibility: .public, createdAt: now)
        let grant = TokenGrant(
            tokenID: Identifier.make(at: now), name: "first start", role: .write, createdAt: now, scopes: [])
        do {
            return try await database.write { db in
                let store = AccountsStore(db)
                guard try !store.hasAccounts() else { return nil }
                try store.insert(account, passwordHash: hash)
                try store.insert(grant, of: account.id, hash: token.hash, expiresAt: nil)
                return FirstAdmin(user: account.name, password: password, token: token.text)
            }
        } catch let error as DatabaseError where error.code == .uniqueViolation {
            return nil
        }
    }

    /// 20 characters without those that are easily confused: more than 110 bits.
    private static func makePassword() -> String {
        let alphabet = Array("23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz".utf8)
        var generator = SystemRandomNumberGenerator()
        let bytes = (0..<20).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &generator)] }
        return String(decoding: bytes, as: UTF8.self)
    }

    // MARK: Checks

    private func refusingTakenName(
        _ name: String, _ body: @escaping @Sendable (any SQLConnection) throws -> Void
    ) async throws {
        do {
            try await database.write(body)
        } catch let error as DatabaseError where error.code == .uniqueViolation {
            throw AccountsError(.nameTaken, "there is a user or an organization \"\(name)\" already")
        }
    }

    static func require(_ kind: Account.Kind, _ name: String, _ account: Account?) throws -> Account {
        guard let account else {
            let noun = kind == .user ? "user" : "organization"
            throw AccountsError(.unknownAccount, "there is no \(noun) \"\(AccountsError.shown(name))\"")
        }
        guard account.kind == kind else {
            throw AccountsError(
                .wrongKind,
                "\(account.name) is \(account.kind == .org ? "an organization, not a user" : "a user, not an organization")"
            )
        }
        return account
    }

    static func word<Word: RawRepresentable<String> & CaseIterable>(
        _ text: String, _ what: String
    ) throws -> Word {
        guard let word = Word(rawValue: text) else {
            let words = Word.allCases.map(\.rawValue).joined(separator: ", ")
            throw AccountsError(
                .invalidValue, "the \(what) must be one of \(words), not \"\(AccountsError.shown(text))\"")
        }
        return word
    }

    /// Full names and token names are shown on pages and in terminals: one line, and not a long one.
    static func check(line text: String, _ what: String) throws {
        let isOneLine = text.unicodeScalars.allSatisfy { scalar in
            scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value) && scalar.value != 0x2028
                && scalar.value != 0x2029
        }
        guard isOneLine, (1...128).contains(text.count), text.utf8.count <= 512 else {
            throw AccountsError(
                .invalidValue,
                "the \(what) must be one line of 1 to 128 characters without control characters")
        }
    }

    private static func checked(fullName: String?, default name: String) throws -> String {
        guard let fullName, !fullName.isEmpty else { return name }
        try check(line: fullName, "full name")
        return fullName
    }

    private static func check(email: String) throws {
        try check(line: email, "email address")
        let parts = email.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }), !email.contains(" ") else {
            throw AccountsError(.invalidValue, "\"\(AccountsError.shown(email))\" is not an email address")
        }
    }

    private static func check(password: String) throws {
        guard password.count >= Password.minimumLength, password.utf8.count <= Password.maximumLength else {
            throw AccountsError(
                .weakPassword,
                "a password has at least \(Password.minimumLength) characters and at most \(Password.maximumLength) bytes"
            )
        }
    }
}
