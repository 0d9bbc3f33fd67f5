import Crypto
import HTTPTypes
import HubAPI
import Xet

/// What a client shows at the CAS: signed claims, checked without the database.
///
/// As with a ticket, whoever accepts one where it matters still asks whether its holder may.
struct XetToken: Sendable, Hashable {
    enum Scope: UInt8, Sendable {
        case read = 1
        case write = 2
        /// Sending content for a pull request to somebody else's repo, into the sender's own domain.
        case propose = 3
    }

    var scope: Scope
    /// Nil for anybody, which only reading is.
    var holder: ClaimHolder?
    var repoID: Int64
    /// The account within whose repos chunks are shared.
    var domain: Int64
    var epoch: Int64
    /// Whether the holder may ask what the domain has: that is an answer about all its repos.
    var mayDeduplicate: Bool
    /// The revision that it was asked for, as it was written.
    var revision: String
    var expiry: Timestamp

    var need: RepoLookup.Need {
        switch scope {
        case .read: .read
        case .write: .write
        case .propose: .propose
        }
    }

    /// The path under which the CAS is reached; clients keep what they know apart by it.
    var basePath: String { "/cas/\(domain)/\(epoch)" }
}

/// A right to read one range of bytes of one stored xorb, for the reader of one repo. Xorbs mix chunks of different
/// files, so the range is as much a part of the right as the xorb.
struct XorbTicket: Sendable, Hashable {
    var holder: ClaimHolder?
    var repoID: Int64
    var hash: XetHash
    /// The end of the names of the xorb's objects.
    var object: String
    /// Bytes of the stored xorb.
    var range: Range<Int64>
    var expiry: Timestamp
}

/// Makes and checks what the CAS hands out.
struct XetTokenSigner: Sendable {
    private let tokens: ClaimSigner
    private let tickets: ClaimSigner

    init(key: SymmetricKey) {
        tokens = ClaimSigner(key: key, context: "roost xet token 1")
        tickets = ClaimSigner(key: key, context: "roost xorb ticket 1")
    }

    func sign(_ token: XetToken) -> String {
        var claims = ClaimWriter()
        claims.write(token.scope.rawValue)
        claims.write(token.holder)
        for number in [token.repoID, token.domain, token.epoch, token.expiry.milliseconds] { claims.write(number) }
        claims.write(UInt8(token.mayDeduplicate ? 1 : 0))
        claims.write(Array(token.revision.utf8))
        return tokens.sign(claims.bytes)
    }

    /// Reads the token of a request's `Authorization` header.
    ///
    /// - Throws: ``HubFailure`` 401.
    func verify(authorization: String?, now: Timestamp = .now) throws -> XetToken {
        let parts = (authorization ?? "").split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else {
            throw HubFailure.unauthorized("Send the token that the hub gave for Xet: Authorization: Bearer …")
        }
        guard let claims = tokens.verify(String(parts[1])), let token = Self.token(from: claims) else {
            throw HubFailure(
                .unauthorized, .invalidCredentials,
                "This is not a token for Xet: ask xet-read-token or xet-write-token for one")
        }
        guard now < token.expiry else {
            throw HubFailure(.unauthorized, .invalidCredentials, "The token for Xet has expired: ask for a new one")
        }
        return token
    }

    private static func token(from claims: [UInt8]) -> XetToken? {
        var claims = ClaimReader(claims)
        guard let scope = claims.byte().flatMap(XetToken.Scope.init), let holder = claims.holder(),
            let repoID = claims.number(), let domain = claims.number(), let epoch = claims.number(),
            let expiry = claims.number(), let flag = claims.byte(), let revision = claims.text()
        else { return nil }
        return XetToken(
            scope: scope, holder: holder, repoID: repoID, domain: domain, epoch: epoch, mayDeduplicate: flag == 1,
            revision: revision, expiry: Timestamp(milliseconds: expiry))
    }

    func sign(_ ticket: XorbTicket) -> String {
        var claims = ClaimWriter()
        claims.write(ticket.holder)
        for number in [ticket.repoID, ticket.range.lowerBound, ticket.range.upperBound, ticket.expiry.milliseconds] {
            claims.write(number)
        }
        claims.write(ticket.hash.bytes)
        claims.write(Array(ticket.object.utf8))
        return tickets.sign(claims.bytes)
    }

    /// - Throws: ``HubFailure`` 403, upon which clients ask for the reconstruction again.
    func verify(ticket text: String, now: Timestamp = .now) throws -> XorbTicket {
        guard let claims = tickets.verify(text), let ticket = Self.ticket(from: claims) else {
            throw HubFailure.forbidden("This address does not hold: it must be used exactly as the hub gave it")
        }
        guard now < ticket.expiry else {
            throw HubFailure.forbidden("This address has expired: ask for the reconstruction again")
        }
        return ticket
    }

    private static func ticket(from claims: [UInt8]) -> XorbTicket? {
        var claims = ClaimReader(claims)
        guard let holder = claims.holder(), let repoID = claims.number(), let start = claims.number(),
            let end = claims.number(), start >= 0, start < end, let expiry = claims.number(),
            let hash = claims.bytes(32).flatMap({ XetHash(bytes: $0) }), let object = claims.text()
        else { return nil }
        return XorbTicket(
            holder: holder, repoID: repoID, hash: hash, object: object, range: start..<end,
            expiry: Timestamp(milliseconds: expiry))
    }
}
