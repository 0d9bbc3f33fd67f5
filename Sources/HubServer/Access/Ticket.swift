import Crypto
import HubAPI

/// A right to do one thing with one content of one repo, handed to clients inside an address, because they
/// send no credential where content is transferred.
///
/// A ticket only carries what was decided when it was made; whoever accepts it still asks whether its holder
/// may.
struct Ticket: Sendable, Hashable {
    /// What the ticket is good for. The purpose is under the signature, so that none can serve as another.
    enum Purpose: UInt8, Sendable, CaseIterable {
        case upload = 1
        case uploadPart = 2
        case completeUpload = 3
        case verify = 4
        case download = 5
    }

    typealias Holder = ClaimHolder

    var purpose: Purpose
    var repoID: Int64
    /// Whom it was made for; nil for anybody, which only downloads are.
    var holder: Holder?
    /// 32 bytes.
    var sha256: [UInt8]
    var size: Int64
    /// The multipart upload it belongs to, or empty.
    var uploadID: String = ""
    /// The number of the part, from 1, or 0.
    var part: Int64 = 0
    var expiry: Timestamp
}

/// Makes tickets and checks them (HMAC-SHA256).
struct TicketSigner: Sendable {
    private let signer: ClaimSigner

    /// The key must be the same on all nodes of a hub; a new one makes all tickets void.
    init(key: SymmetricKey) {
        signer = ClaimSigner(key: key, context: "roost ticket 3")
    }

    /// The ticket as one URL segment.
    func sign(_ ticket: Ticket) -> String {
        var claims = ClaimWriter()
        claims.write(ticket.purpose.rawValue)
        claims.write(ticket.holder)
        for number in [ticket.repoID, ticket.size, ticket.part, ticket.expiry.milliseconds] { claims.write(number) }
        precondition(ticket.sha256.count == 32, "a SHA-256 has 32 bytes")
        claims.write(ticket.sha256)
        claims.write(Array(ticket.uploadID.utf8))
        return signer.sign(claims.bytes)
    }

    /// Reads a ticket that was made here for this purpose and has not expired.
    ///
    /// - Throws: ``HubFailure`` 403. A forged ticket and a garbled one look the same.
    func verify(_ text: String, for purpose: Ticket.Purpose, now: Timestamp = .now) throws -> Ticket {
        guard let claims = signer.verify(text), let ticket = Self.ticket(from: claims), ticket.purpose == purpose else {
            throw HubFailure.forbidden("This address does not hold: it must be used exactly as the hub gave it")
        }
        guard now < ticket.expiry else {
            throw HubFailure.forbidden("This address has expired: ask for a new one and try again")
        }
        return ticket
    }

    private static func ticket(from claims: [UInt8]) -> Ticket? {
        var claims = ClaimReader(claims)
        guard let purpose = claims.byte().flatMap(Ticket.Purpose.init), let holder = claims.holder(),
            let repoID = claims.number(), let size = claims.number(), let part = claims.number(),
            let expiry = claims.number(), let sha256 = claims.bytes(32), let uploadID = claims.text()
        else { return nil }
        return Ticket(
            purpose: purpose, repoID: repoID, holder: holder, sha256: sha256, size: size, uploadID: uploadID,
            part: part, expiry: Timestamp(milliseconds: expiry))
    }
}
