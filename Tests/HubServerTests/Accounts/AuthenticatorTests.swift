import Foundation
import HTTPTypes
import HubAPI
import Testing

@testable import HubServer

@Suite struct AuthenticatorTests {
    private func headers(_ authorization: String) -> HTTPFields { [.authorization: authorization] }

    private func basic(_ credential: String) -> HTTPFields {
        headers("Basic " + Data(credential.utf8).base64EncodedString())
    }

    /// Why the credential was refused.
    private func reason(
        _ headers: HTTPFields, allowsBasic: Bool, _ authenticator: Authenticator
    ) async throws -> String {
        let failure = try await #require(throws: HubFailure.self) {
            _ = try await authenticator.caller(headers, allowsBasic: allowsBasic)
        }
        #expect(failure.status == .unauthorized)
        #expect(failure.code == .invalidCredentials)
        #expect(failure.message == "Invalid credentials in Authorization header")
        return failure.details.first { $0.key == "error_description" }?.value.string ?? ""
    }

    @Test(arguments: TestDatabase.available)
    func aTokenMayStandForThePassword(_ database: TestDatabase) async throws {
        try await AccountsFixture.run(database) { fixture in
            let authenticator = Authenticator(accounts: fixture.service)
            let token = try await fixture.service.createToken(user: "alice", role: "read")
            for credential in ["alice:\(token)", "hf_user:\(token)", ":\(token)", "\(token):"] {
                let caller = try await authenticator.caller(basic(credential), allowsBasic: true)
                #expect(caller.user?.account.name == "alice")
                #expect(caller.user?.grant.role == .read)
                // Elsewhere a browser would show it for any site that asks it to.
                let refused = try await reason(basic(credential), allowsBasic: false, authenticator)
                #expect(refused.contains("Bearer"))
            }
            for allowsBasic in [false, true] {
                let caller = try await authenticator.caller(headers("bearer \(token)"), allowsBasic: allowsBasic)
                #expect(caller.user?.account.name == "alice")
                #expect(try await authenticator.caller([:], allowsBasic: allowsBasic).user == nil)
            }
            try await fixture.service.revokeToken(token)
            #expect(
                try await reason(basic("alice:\(token)"), allowsBasic: true, authenticator)
                    == "The token was revoked")
        }
    }

    @Test func passwordsAreRefused() async throws {
        try await AccountsFixture.run(.sqlite) { fixture in
            let authenticator = Authenticator(accounts: fixture.service)
            let token = try await fixture.service.createToken(user: "alice")
            try await fixture.service.createUser(name: "bob", password: "bobs password")
            for credential in ["bob:bobs password", "bob:", ":", "\(token):bobs password", "bob:\(token) "] {
                let refused = try await reason(basic(credential), allowsBasic: true, authenticator)
                #expect(refused.contains("passwords are not accepted"))
            }
        }
    }

    @Test func whatIsNoCredentialIsRefused() async throws {
        try await AccountsFixture.run(.sqlite) { fixture in
            let authenticator = Authenticator(accounts: fixture.service)
            for (header, part) in [
                ("Bearer", "no credential"), ("Digest x", "must be Bearer or Basic"), ("Basic !", "can't be read"),
                ("Basic YWxpY2U=", "can't be read"), ("Basic /zo=", "can't be read"),
            ] {
                let refused = try await reason(headers(header), allowsBasic: true, authenticator)
                #expect(refused.contains(part), "\(header)")
            }
        }
    }
}
