import HTTPTypes
import HubAPI

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// From the `Authorization` header to a caller: a bearer token, or Basic as git and git-lfs send it.
struct Authenticator: Sendable {
    let accounts: AccountsService

    /// - Throws: ``HubFailure`` 401 when a credential was shown that does not hold. Showing none is fine.
    func caller(_ headers: HTTPFields, allowsBasic: Bool) async throws -> Caller {
        guard let header = headers[.authorization], !header.isEmpty else { return .anonymous }
        let parts = header.split(separator: " ", maxSplits: 1)
        guard parts.count == 2 else { throw Self.invalid("The Authorization header has no credential") }
        switch parts[0].lowercased() {
        case "bearer":
            return try await accounts.authenticate(bearer: String(parts[1])).map(Caller.user) ?? .anonymous
        case "basic":
            guard let data = Data(base64Encoded: String(parts[1])),
                let text = String(validating: data, as: UTF8.self),
                let colon = text.firstIndex(of: ":")
            else { throw Self.invalid("The Basic credential can't be read") }
            return .user(
                try await accounts.authenticateBasic(
                    user: String(text[..<colon]), password: String(text[text.index(after: colon)...])))
        default: throw Self.invalid("Authorization must be Bearer or Basic, not \(parts[0].prefix(20))")
        }
    }

    private static func invalid(_ message: String) -> HubFailure {
        HubFailure(.unauthorized, .invalidCredentials, message)
    }
}
