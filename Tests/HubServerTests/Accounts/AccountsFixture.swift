import HTTPTypes
import HubAPI
import HubStorage
import TestSupport
import Testing

@testable import HubServer

/// A service on a new database, with a few accounts.
struct AccountsFixture: Sendable {
    let database: any Database
    let service: AccountsService

    /// Runs `body` on a new database of this kind.
    static func run(
        _ kind: TestDatabase, alice: Bool = true, _ body: @Sendable (AccountsFixture) async throws -> Void
    ) async throws {
        let folder = try TemporaryDirectory()
        defer { withExtendedLifetime(folder) {} }
        let database = try await kind.open(in: folder)
        try await Migrator.migrate(database, Schema.migrations)
        let fixture = AccountsFixture(database: database, service: AccountsService(database: database))
        if alice { try await fixture.service.createUser(name: "alice", email: "alice@example.org") }
        try await body(fixture)
        try await fixture.service.close()
        try await database.close()
    }

    func execute(_ sql: String) async throws {
        try await database.write { db in _ = try db.execute(sql) }
    }

    /// What 401 says to this token.
    func reason(_ token: String) async -> String? {
        do {
            _ = try await service.authenticate(bearer: token)
            return nil
        } catch let failure as HubFailure {
            #expect(failure.status == .unauthorized)
            #expect(failure.code == .invalidCredentials)
            // Clients compare this sentence.
            #expect(failure.message == "Invalid credentials in Authorization header")
            return failure.details.first { $0.key == "error_description" }?.value.string
        } catch {
            return "\(error)"
        }
    }
}

/// The code of the refusal that `body` ends with.
func refusal(_ body: () async throws -> Void) async -> AccountsError.Code? {
    do {
        try await body()
        return nil
    } catch let error as AccountsError {
        return error.code
    } catch {
        Issue.record("\(error)")
        return nil
    }
}
