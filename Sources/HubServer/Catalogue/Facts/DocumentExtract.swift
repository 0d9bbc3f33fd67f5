import HubAPI

/// What is kept of a long document: it is read again in every transaction that derives the repo's facts, so what no
/// fact comes from is left out once, when it is read for the first time.
enum DocumentExtract {
    private static let longestList = 200
    private static let mostMembers = 2_000
    /// Chat templates are long; token lists are longer.
    private static let longestText = 512 << 10

    static func of(_ document: JSONValue) -> JSONValue {
        guard case .object(let members) = document else { return cut(document) }
        return .object(
            members.prefix(mostMembers).map { member in
                JSONMember(member.key, member.key == "weight_map" ? shards(member.value) : cut(member.value))
            })
    }

    /// The index of sharded weights has a line for each tensor. Which shards there are is all that counts.
    private static func shards(_ map: JSONValue) -> JSONValue {
        guard case .object(let members) = map else { return cut(map) }
        var seen: Set<String> = []
        return .object(
            members.compactMap { member in
                member.value.string.flatMap { seen.insert($0).inserted ? JSONMember($0, .string($0)) : nil }
            })
    }

    private static func cut(_ value: JSONValue) -> JSONValue {
        switch value {
        case .array(let values): .array(values.prefix(longestList).map(cut))
        case .object(let members): .object(members.prefix(mostMembers).map { JSONMember($0.key, cut($0.value)) })
        case .string(let text) where text.utf8.count > longestText: .null
        default: value
        }
    }
}
