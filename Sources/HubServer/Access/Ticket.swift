import Crypto
import HubAPI

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

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

    /// Whose right it is: it ends with the token that the user showed for it.
    struct Holder: Sendable, Hashable {
        var userID: Int64
        var tokenID: Int64
    }

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
    private let key: SymmetricKey

    /// The key must be the same on all nodes of a hub; a new one makes all tickets void.
    init(key: SymmetricKey) {
        self.key = key
    }

    /// The ticket as one URL segment.
    func sign(_ ticket: Ticket) -> String {
        let claims = Self.claims(of: ticket)
        return Self.text(
            of: claims + Array(HMAC<SHA256>.authenticationCode(for: Self.context + claims, using: key)))
    }

    /// Reads a ticket that was made here for this purpose and has not expired.
    ///
    /// - Throws: ``HubFailure`` 403. A forged ticket and a garbled one look the same.
    func verify(_ text: String, for purpose: Ticket.Purpose, now: Timestamp = .now) throws -> Ticket {
        guard let bytes = Self.bytes(of: text), bytes.count > Self.codeLength else { throw Self.invalid }
        let claims = Array(bytes.dropLast(Self.codeLength))
        let code = bytes.suffix(Self.codeLength)
        // Compares in constant time.
        guard HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: Self.context + claims, using: key),
            let ticket = Self.ticket(from: claims), ticket.purpose == purpose
        else { throw Self.invalid }
        guard now < ticket.expiry else {
            throw HubFailure.forbidden("This address has expired: ask for a new one and try again")
        }
        return ticket
    }

    private static var invalid: HubFailure {
        .forbidden("This address does not hold: it must be used exactly as the hub gave it")
    }

    /// Keeps these codes apart from all others made with the same key, and from later forms of claims.
    private static let context = Array("roost ticket 2\0".utf8)
    private static let codeLength = 32
}

// MARK: Claims as bytes

extension TicketSigner {
    /// Fields of fixed width, then the upload's id up to the end: there is one reading only.
    private static func claims(of ticket: Ticket) -> [UInt8] {
        var bytes: [UInt8] = [ticket.purpose.rawValue, ticket.holder == nil ? 0 : 1]
        for number in [
            ticket.repoID, ticket.holder?.userID ?? 0, ticket.holder?.tokenID ?? 0, ticket.size, ticket.part,
            ticket.expiry.milliseconds,
        ] {
            bytes.append(contentsOf: withUnsafeBytes(of: number.bigEndian, Array.init))
        }
        precondition(ticket.sha256.count == 32, "a SHA-256 has 32 bytes")
        return bytes + ticket.sha256 + Array(ticket.uploadID.utf8)
    }

    private static func ticket(from claims: [UInt8]) -> Ticket? {
        let numbersEnd = 2 + 6 * 8
        guard claims.count >= numbersEnd + 32, let purpose = Ticket.Purpose(rawValue: claims[0]),
            let uploadID = String(validating: claims[(numbersEnd + 32)...], as: UTF8.self)
        else { return nil }
        func number(_ index: Int) -> Int64 {
            let start = 2 + index * 8
            return claims[start..<(start + 8)].reduce(0) { $0 << 8 | Int64($1) }
        }
        return Ticket(
            purpose: purpose, repoID: number(0),
            holder: claims[1] == 0 ? nil : Ticket.Holder(userID: number(1), tokenID: number(2)),
            sha256: Array(claims[numbersEnd..<(numbersEnd + 32)]), size: number(3), uploadID: uploadID,
            part: number(4), expiry: Timestamp(milliseconds: number(5)))
    }
}

// MARK: Base64 for URLs (RFC 4648 §5, without padding)

extension TicketSigner {
    private static func text(of bytes: [UInt8]) -> String {
        let plain = Data(bytes).base64EncodedString()
        return String(
            decoding: plain.utf8.lazy.filter { $0 != UInt8(ascii: "=") }.map(urlSafe), as: UTF8.self)
    }

    /// Nil for anything but the one spelling that ``text(of:)`` gives.
    private static func bytes(of text: String) -> [UInt8]? {
        // Longer than any ticket: not worth decoding.
        guard text.utf8.count <= 1024 else { return nil }
        var plain = String(decoding: text.utf8.map(standard), as: UTF8.self)
        plain += String(repeating: "=", count: (4 - plain.utf8.count % 4) % 4)
        guard let data = Data(base64Encoded: plain) else { return nil }
        let bytes = Array(data)
        return Self.text(of: bytes) == text ? bytes : nil
    }

    private static func urlSafe(_ byte: UInt8) -> UInt8 {
        switch byte {
        case UInt8(ascii: "+"): UInt8(ascii: "-")
        case UInt8(ascii: "/"): UInt8(ascii: "_")
        default: byte
        }
    }

    private static func standard(_ byte: UInt8) -> UInt8 {
        switch byte {
        case UInt8(ascii: "-"): UInt8(ascii: "+")
        case UInt8(ascii: "_"): UInt8(ascii: "/")
        default: byte
        }
    }
}
