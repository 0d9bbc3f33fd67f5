import HTTPTypes
import HubAPI
import HubStorage
import Xet

/// How to put files together from stored xorbs, for those who may read them.
struct ReconstructionService: Sendable {
    /// Clients ask again when an address has expired, so it needn't live long.
    static let addressLifetime = Duration.seconds(3600)

    let database: any Database
    let xorbs: XorbObjects
    let signer: XetTokenSigner

    /// A plan, with an address for every range of bytes in it.
    struct Answer: Sendable {
        let hash: XetHash
        let plan: Reconstruction
        /// In the order of the plan's fetches.
        let addresses: [String]
    }

    /// The file if the token's repo may serve it. The hash alone gives no right to anything.
    ///
    /// - Throws: ``HubFailure`` 404, also for files that other repos have.
    func file(_ hash: XetHash, for token: XetToken) async throws -> XetFile {
        try await database.read { db in try Self.file(hash, token, db) }
    }

    private static func file(_ hash: XetHash, _ token: XetToken, _ db: any SQLConnection) throws -> XetFile {
        let (repo, caller) = try HolderLookup.require(token.need, repoID: token.repoID, token.holder, db)
        try Access.requirePassage(repo, caller)
        let sender = token.scope == .read ? nil : token.holder?.userID
        guard let file = try XetStore(db).file(hash, ofRepo: repo.id, orRegisteredBy: sender) else {
            throw HubFailure(.notFound, .entryNotFound, "The repository has no file with the Xet hash \(hash)")
        }
        return file
    }

    /// - Parameters:
    ///   - range: A `Range` header, or nil for the whole file.
    ///   - baseURL: This hub's address as the client knows it.
    /// - Throws: ``HubFailure`` 404, and 416 for a range that begins behind the end.
    func plan(
        _ hash: XetHash, range header: String?, for token: XetToken, at baseURL: String
    ) async throws -> Answer {
        let (file, range, rows) = try await database.read { db in
            let file = try Self.file(hash, token, db)
            let range = try Self.range(header, of: file)
            let overlapping = Reconstruction.segments(file.segments, overlapping: range)
            let names = Set(file.segments[overlapping].map(\.xorb))
            return (file, range, try XetStore(db).xorbs(names))
        }
        // Clients don't look whether what they get is what they asked for.
        if let damaged = rows.values.first(where: { $0.damagedAt != nil }) {
            throw HubFailure(
                .conflict, .unavailable,
                "The stored content of \(hash) is damaged (xorb \(damaged.hash)): upload the file again")
        }
        let layouts = try await xorbs.layouts(rows)
        let plan: Reconstruction
        do {
            plan = try Reconstruction.plan(file.segments, range: range) { layouts[$0] }
        } catch {
            throw DatabaseError(.unexpectedValue, "Xet file \(hash) of domain \(file.domain) is damaged: \(error)")
        }
        let expiry = Timestamp(
            milliseconds: Timestamp.now.milliseconds + Self.addressLifetime.components.seconds * 1000)
        let addresses = try plan.fetches.map { fetch in
            guard let xorb = rows[fetch.xorb] else {
                throw DatabaseError(.unexpectedValue, "xorb \(fetch.xorb) of Xet file \(hash) is missing")
            }
            let ticket = XorbTicket(
                holder: token.holder, repoID: token.repoID, hash: xorb.hash, object: xorb.object,
                range: Int64(fetch.bytes.lowerBound)..<Int64(fetch.bytes.upperBound), expiry: expiry)
            return baseURL + token.basePath + "/data/" + signer.sign(ticket)
        }
        return Answer(hash: hash, plan: plan, addresses: addresses)
    }

    /// The bytes that are asked for, cut at the file's end.
    private static func range(_ header: String?, of file: XetFile) throws -> Range<UInt64> {
        let size = UInt64(file.size)
        switch ByteRange(header, length: file.size) {
        case .whole: return 0..<size
        case .part(let range): return UInt64(range.lowerBound)..<UInt64(range.upperBound)
        case .unsatisfiable:
            // A file without bytes has a beginning all the same.
            if size == 0, header?.hasPrefix("bytes=0-") == true { return 0..<0 }
            var failure = HubFailure(
                .rangeNotSatisfiable, .rangeNotSatisfiable,
                "The range \(header ?? "") lies outside the file's \(file.size) bytes")
            failure.headers[.contentRange] = "bytes */\(file.size)"
            throw failure
        }
    }

    // MARK: Data

    /// Checks an address of stored bytes, and that its holder may still read the repo.
    ///
    /// - Throws: ``HubFailure`` 403, whatever the reason: the client then asks for the reconstruction, and hears it.
    func admitData(_ text: String) async throws -> XorbTicket {
        let ticket = try signer.verify(ticket: text)
        do {
            try await database.read { db in
                let (repo, caller) = try HolderLookup.require(.read, repoID: ticket.repoID, ticket.holder, db)
                try Access.requirePassage(repo, caller)
                guard try XetStore(db).xorb(ticket.hash).map({ $0.damagedAt == nil }) ?? false else {
                    throw HubFailure(.conflict, .unavailable, "The stored content is damaged")
                }
            }
        } catch is HubFailure {
            throw HubFailure.forbidden("This address no longer holds: ask for the reconstruction again")
        }
        return ticket
    }
}

// MARK: JSON

extension ReconstructionService.Answer {
    /// The form with several ranges to an address; here each range has an address of its own, which is a right to it.
    var second: JSONValue {
        .object(head + [JSONMember("xorbs", .object(fetches(second)))])
    }

    /// The older form.
    var first: JSONValue {
        .object(head + [JSONMember("fetch_info", .object(fetchInfo))])
    }

    var terms: JSONValue {
        .array(
            plan.terms.map { term in
                [
                    "hash": .string(term.xorb.description), "unpacked_length": .integer(Int64(term.rawLength)),
                    "range": Self.range(term.chunks.lowerBound, term.chunks.upperBound),
                ]
            })
    }

    var fetchInfo: [JSONMember] { fetches(first) }

    private var head: [JSONMember] {
        [
            JSONMember("offset_into_first_range", .integer(Int64(plan.offsetIntoFirstRange))),
            JSONMember("terms", terms),
        ]
    }

    /// By xorb, in the order of first use.
    private func fetches(_ item: (Reconstruction.Fetch, String) -> JSONValue) -> [JSONMember] {
        var order: [XetHash] = []
        var items: [XetHash: [JSONValue]] = [:]
        for (fetch, address) in zip(plan.fetches, addresses) {
            if items[fetch.xorb] == nil { order.append(fetch.xorb) }
            items[fetch.xorb, default: []].append(item(fetch, address))
        }
        return order.map { JSONMember($0.description, .array(items[$0] ?? [])) }
    }

    private func first(_ fetch: Reconstruction.Fetch, _ address: String) -> JSONValue {
        [
            "range": Self.range(fetch.chunks.lowerBound, fetch.chunks.upperBound), "url": .string(address),
            "url_range": Self.range(fetch.bytes.lowerBound, fetch.bytes.upperBound - 1),
        ]
    }

    private func second(_ fetch: Reconstruction.Fetch, _ address: String) -> JSONValue {
        [
            "url": .string(address),
            "ranges": [
                [
                    "chunks": Self.range(fetch.chunks.lowerBound, fetch.chunks.upperBound),
                    "bytes": Self.range(fetch.bytes.lowerBound, fetch.bytes.upperBound - 1),
                ]
            ],
        ]
    }

    /// Ranges of chunks end before `end`, ranges of bytes with it; that is for the caller to know.
    private static func range(_ start: Int, _ end: Int) -> JSONValue {
        ["start": .integer(Int64(start)), "end": .integer(Int64(end))]
    }
}
