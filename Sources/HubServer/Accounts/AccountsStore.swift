import HubAPI
import HubStorage

/// The rows of accounts, memberships and tokens. SQL and nothing else.
struct AccountsStore {
    let db: any SQLConnection

    init(_ db: any SQLConnection) { self.db = db }

    // MARK: Accounts

    func find(_ name: String) throws -> Account? {
        try db.row("SELECT * FROM accounts WHERE name_key = ?", .text(name.lowercased())).map(
            Account.init(row:))
    }

    func find(id: Int64) throws -> Account? {
        try db.row("SELECT * FROM accounts WHERE id = ?", .integer(id)).map(Account.init(row:))
    }

    /// Accounts whose names begin so, in any case of letters.
    func find(prefix: String, _ kinds: Set<Account.Kind>, limit: Int) throws -> [Account] {
        // Names are ASCII, and the tilde comes after all that they hold.
        let collation = db.dialect == .postgresql ? " COLLATE \"C\"" : ""
        let kind = kinds.count == 1 ? kinds.map { "AND kind = '\($0.rawValue)'" }.joined() : ""
        return try db.rows(
            """
            SELECT * FROM accounts
            WHERE name_key\(collation) >= ? AND name_key\(collation) < ? AND disabled = 0 \(kind)
            ORDER BY name_key\(collation) LIMIT ?
            """, .text(prefix.lowercased()), .text(prefix.lowercased() + "~"), .integer(limit)
        ).map(Account.init(row:))
    }

    /// As ``find(_:)``, holding the row until the transaction ends.
    func findForUpdate(_ name: String) throws -> Account? {
        try db.row(
            "SELECT * FROM accounts WHERE name_key = ?" + db.dialect.forUpdate, .text(name.lowercased())
        ).map(Account.init(row:))
    }

    func hasAccounts() throws -> Bool {
        try db.row("SELECT id FROM accounts LIMIT 1") != nil
    }

    func insert(_ account: Account, passwordHash: String?) throws {
        try db.execute(
            """
            INSERT INTO accounts (id, kind, name, name_key, full_name, email, password_hash, is_admin,
                default_visibility, created_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            .integer(account.id), .text(account.kind.rawValue), .text(account.name),
            .text(account.name.lowercased()), .text(account.fullName), .optional(account.email),
            .optional(passwordHash), .boolean(account.isAdmin), .text(account.defaultVisibility.rawValue),
            .integer(account.createdAt.milliseconds))
    }

    func users() throws -> [(account: Account, isDisabled: Bool, hasPassword: Bool)] {
        try db.rows("SELECT * FROM accounts WHERE kind = 'user' ORDER BY created_at, id").map { row in
            (try Account(row: row), try row.boolean("disabled"), try row.textOrNil("password_hash") != nil)
        }
    }

    // MARK: Memberships

    func memberships(of userID: Int64) throws -> [Membership] {
        try db.rows(
            """
            SELECT m.org_id, m.role, o.name, o.full_name
            FROM memberships m JOIN accounts o ON o.id = m.org_id
            WHERE m.user_id = ? AND o.disabled = 0
            ORDER BY m.created_at, m.org_id
            """, .integer(userID)
        ).map { row in
            Membership(
                orgID: try row.integer("org_id"), orgName: try row.text("name"),
                orgFullName: try row.text("full_name"), role: try row.word("role"))
        }
    }

    /// All memberships, by user.
    func memberships() throws -> [Int64: [Membership]] {
        let rows = try db.rows(
            """
            SELECT m.user_id, m.org_id, m.role, o.name, o.full_name
            FROM memberships m JOIN accounts o ON o.id = m.org_id
            ORDER BY m.created_at, m.org_id
            """)
        return try rows.reduce(into: [:]) { all, row in
            all[try row.integer("user_id"), default: []].append(
                Membership(
                    orgID: try row.integer("org_id"), orgName: try row.text("name"),
                    orgFullName: try row.text("full_name"), role: try row.word("role")))
        }
    }

    /// Members of an organization in the order of their ids, after a given one.
    func members(
        of orgID: Int64, after: Int64, limit: Int
    ) throws -> [(account: Account, role: OrgRole)] {
        try db.rows(
            """
            SELECT u.*, m.role FROM memberships m JOIN accounts u ON u.id = m.user_id
            WHERE m.org_id = ? AND m.user_id > ? AND u.disabled = 0
            ORDER BY m.user_id LIMIT ?
            """, .integer(orgID), .integer(after), .integer(limit)
        ).map { (try Account(row: $0), try $0.word("role")) }
    }

    func memberCount(of orgID: Int64) throws -> Int64 {
        try db.row("SELECT COUNT(*) AS count FROM memberships WHERE org_id = ?", .integer(orgID))?
            .integer("count") ?? 0
    }

    /// How many may administer an organization besides one user.
    func otherAdmins(of orgID: Int64, than userID: Int64) throws -> Int64 {
        try db.row(
            "SELECT COUNT(*) AS count FROM memberships WHERE org_id = ? AND role = 'admin' AND user_id <> ?",
            .integer(orgID), .integer(userID))?.integer("count") ?? 0
    }

    func putMember(_ userID: Int64, of orgID: Int64, role: OrgRole, at now: Timestamp) throws {
        try db.execute(
            """
            INSERT INTO memberships (org_id, user_id, role, created_at) VALUES (?, ?, ?, ?)
            ON CONFLICT (org_id, user_id) DO UPDATE SET role = excluded.role
            """,
            .integer(orgID), .integer(userID), .text(role.rawValue), .integer(now.milliseconds))
    }

    // MARK: Repos of an account

    /// How many repos of each type an account owns: all public ones, and of the private ones all, none, or those
    /// with the given keys.
    func repoCounts(of ownerID: Int64, privateOnes: PrivateRepos) throws -> [RepoType: Int64] {
        var condition = "visibility = 'public'"
        var arguments: [SQLValue] = [.integer(ownerID)]
        switch privateOnes {
        case .none, .only([]): break
        case .all: condition = "1 = 1"
        case .only(let keys):
            condition += " OR full_key IN (\(keys.map { _ in "?" }.joined(separator: ", ")))"
            arguments += keys.map(SQLValue.text)
        }
        let rows = try db.rows(
            "SELECT type, COUNT(*) AS count FROM repos WHERE owner_id = ? AND (\(condition)) GROUP BY type",
            arguments)
        return try rows.reduce(into: [:]) { $0[try $1.word("type")] = try $1.integer("count") }
    }

    enum PrivateRepos: Sendable, Equatable {
        case none, all
        case only([String])
    }
}

extension Account {
    init(row: SQLRow) throws {
        self.init(
            id: try row.integer("id"), kind: try row.word("kind"), name: try row.text("name"),
            fullName: try row.text("full_name"), email: try row.textOrNil("email"),
            isAdmin: try row.boolean("is_admin"), defaultVisibility: try row.word("default_visibility"),
            createdAt: Timestamp(milliseconds: try row.integer("created_at")))
    }
}

extension SQLRow {
    /// A column that holds one of an enumeration's words.
    func word<Word: RawRepresentable<String>>(_ name: String) throws -> Word {
        let text = try text(name)
        guard let word = Word(rawValue: text) else {
            throw DatabaseError(.unexpectedValue, "column \"\(name)\" holds the unknown word \"\(text)\"")
        }
        return word
    }
}
