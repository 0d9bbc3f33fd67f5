/// A reconstruction as a CAS sends it, in either of its forms, with nothing checked.
struct XetPlanWire: Sendable {
    struct Span: Sendable, Decodable {
        let start: Int64
        let end: Int64
    }

    struct Term: Sendable, Decodable {
        let hash: String
        let length: Int64
        /// The end is not part of it.
        let chunks: Span

        private enum CodingKeys: String, CodingKey {
            case hash
            case length = "unpacked_length"
            case chunks = "range"
        }
    }

    struct Part: Sendable {
        let hash: String
        let chunks: Span
        /// The end is part of it.
        let bytes: Span
        let url: String
    }

    let offset: Int64
    let terms: [Term]
    let parts: [Part]
}

/// `/v2/reconstructions`: an address may serve several parts. Each is asked for alone, as servers take it for granted.
struct XetPlanSecondForm: Decodable {
    private struct Item: Decodable {
        struct Part: Decodable {
            let chunks: XetPlanWire.Span
            let bytes: XetPlanWire.Span
        }

        let url: String
        let ranges: [Part]
    }

    private enum CodingKeys: String, CodingKey {
        case offset = "offset_into_first_range"
        case terms
        case xorbs
    }

    let plan: XetPlanWire

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        let xorbs = try values.decode([String: [Item]].self, forKey: .xorbs)
        let parts = xorbs.flatMap { hash, items in
            items.flatMap { item in
                item.ranges.map { XetPlanWire.Part(hash: hash, chunks: $0.chunks, bytes: $0.bytes, url: item.url) }
            }
        }
        plan = XetPlanWire(
            offset: try values.decodeIfPresent(Int64.self, forKey: .offset) ?? 0,
            terms: try values.decode([XetPlanWire.Term].self, forKey: .terms), parts: parts)
    }
}

/// `/v1/reconstructions`: an address for each part.
struct XetPlanFirstForm: Decodable {
    private struct Item: Decodable {
        let range: XetPlanWire.Span
        let url: String
        let bytes: XetPlanWire.Span

        enum CodingKeys: String, CodingKey {
            case range
            case url
            case bytes = "url_range"
        }
    }

    private enum CodingKeys: String, CodingKey {
        case offset = "offset_into_first_range"
        case terms
        case xorbs = "fetch_info"
    }

    let plan: XetPlanWire

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        let xorbs = try values.decode([String: [Item]].self, forKey: .xorbs)
        let parts = xorbs.flatMap { hash, items in
            items.map { XetPlanWire.Part(hash: hash, chunks: $0.range, bytes: $0.bytes, url: $0.url) }
        }
        plan = XetPlanWire(
            offset: try values.decodeIfPresent(Int64.self, forKey: .offset) ?? 0,
            terms: try values.decode([XetPlanWire.Term].self, forKey: .terms), parts: parts)
    }
}
