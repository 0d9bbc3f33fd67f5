import HubAPI
import HubClient

/// What hubs tell about repos, under the names that `hf` prints it under: `createdAt` as `created_at`.
enum RepoProperties {
    static func json<Info: RepoInfo>(_ info: Info) -> JSONValue {
        guard case .object(let members) = info.json else { return info.json }
        // Ids of the hub's database say nothing, and `modelId` is the id once more.
        let told = members.filter { !["_id", "modelId", "id"].contains($0.key) && $0.value != .null }
        return .object(
            [JSONMember("id", .string(info.id))] + told.map { JSONMember(snakeCase($0.key), $0.value) })
    }

    static func snakeCase(_ name: String) -> String {
        var result = ""
        for character in name {
            if character.isUppercase, !result.isEmpty { result += "_" }
            result += character == "-" ? "_" : character.lowercased()
        }
        return result
    }

    /// The names in a list with commas, each once.
    static func names(_ list: String) -> [String] {
        var names: [String] = []
        for part in list.split(separator: ",") {
            let name = part.trimming { $0 == " " }
            if !name.isEmpty, !names.contains(name) { names.append(name) }
        }
        return names
    }

    static func column(_ key: String) -> Column {
        switch key {
        case "downloads", "downloads_all_time", "likes", "trending_score": Column(key, .number)
        case "created_at", "last_modified": Column(key, .time)
        case "used_storage", "main_size": Column(key, .bytes)
        case "private", "disabled": Column(key, .flag)
        default: Column(key)
        }
    }
}

extension StringProtocol {
    /// Without such characters at both ends.
    func trimming(_ isOutside: (Character) -> Bool) -> String {
        var rest = self[...]
        while let first = rest.first, isOutside(first) { rest.removeFirst() }
        while let last = rest.last, isOutside(last) { rest.removeLast() }
        return String(rest)
    }
}
