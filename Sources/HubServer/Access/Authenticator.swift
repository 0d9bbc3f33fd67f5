import HTTPTypes
import HubAPI

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// From the `Authorization` header to a caller: a bearer token, or a token in the Basic form that git and git-lfs
/// send.
struct Authenticator: Sendable {
    let accounts: AccountsService

    /// - Parameter allowsBasic: Whether the request is one of git's or git-lfs's. Elsewhere Basic is refused:
    ///   browsers keep such a credential and add it to whatever another site has them send.
    /// - Throws: ``HubFailure`` 401 when a credential was shown that does not hold. Showing none is fine.
    func caller(_ headers: HTTPFields, allowsBasic: Bool = false) async throws -> Caller {
        guard let header = headers[.authorization], !header.isEmpty else { return .anonymous }
        let parts = header.split(separator: " ", maxSplits: 1)
        guard parts.count == 2 else {
            throw AccountsService.invalid("The Authorization header has no credential")
        }
        switch parts[0].lowercased() {
        case "bearer":
            return try await accounts.authenticate(bearer: String(parts[1])).map(Caller.user) ?? .anonymous
        case "basic":
            guard allowsBasic else {
                throw AccountsService.invalid(
                    "Only git and git-lfs may use Basic here: send \"Authorization: Bearer\" with a token")
            }
            return try await caller(basic: String(parts[1]))
        default:
            throw AccountsService.invalid("Authorization must be Bearer or Basic, not \(parts[0].prefix(20))")
        }
    }

    /// The token is the password, whatever the name is; or the name, as git shows it for `https://TOKEN@host`.
    private func caller(basic text: String) async throws -> Caller {
        guard let data = Data(base64Encoded: text),
            let credential = String(validating: data, as: UTF8.self),
            let colon = credential.firstIndex(of: ":")
        else { throw AccountsService.invalid("The Basic credential can't be read") }
        let password = credential[credential.index(after: colon)...]
        let token = String(password.isEmpty ? credential[..<colon] : password)
        guard AccessToken.looksLikeToken(token), let user = try await accounts.authenticate(bearer: token)
        else { throw AccountsService.invalid("Use a token as the password: passwords are not accepted here") }
        return .user(user)
    }
}
