import HubAPI
import HubStorage
import RepoCards

/// The tags that public repos of a type have, by what they say.
struct TagVocabulary: Sendable {
    private let database: any Database
    private let answers = RememberedAnswers<RepoType, JSONValue>(for: .seconds(60))

    init(database: any Database) { self.database = database }

    /// What `…-tags-by-type` answers: groups by name, each with its tags by id.
    func groups(_ type: RepoType) async throws -> JSONValue {
        try await answers.value(type) { [database] in
            Self.groups(type, try await database.read { db in try TagVocabularyStore(db).publicTags(type) })
        }
    }

    // MARK: Groups

    private struct Entry {
        let group: String
        let label: String
        var subType: String?
    }

    private static func groups(_ type: RepoType, _ tags: [String]) -> JSONValue {
        var groups: [String: [JSONValue]] = [:]
        func add(_ tag: String, _ entry: Entry) {
            var members = [
                JSONMember("id", .string(tag)), JSONMember("label", .string(entry.label)),
                JSONMember("type", .string(entry.group)),
            ]
            if let subType = entry.subType { members.append(JSONMember("subType", .string(subType))) }
            groups[entry.group, default: []].append(.object(members))
        }
        // Tasks are there to be chosen, used or not.
        let tasks = Set(KnownPipelines.all.map { type == .model ? $0.key : "task_categories:" + $0.key })
        for pipeline in KnownPipelines.all where type != .space {
            let (id, group) =
                type == .model
                ? (pipeline.key, "pipeline_tag") : ("task_categories:" + pipeline.key, "task_categories")
            add(id, Entry(group: group, label: pipeline.label, subType: pipeline.group.rawValue))
        }
        for tag in tags where !tasks.contains(tag) { add(tag, type == .dataset ? datasetEntry(tag) : modelEntry(tag)) }
        return .object(groups.sorted { $0.key < $1.key }.map { JSONMember($0.key, .array($0.value)) })
    }

    private static let libraries = Set((KnownLibraries.all + KnownLibraries.formats).map(\.key))
    private static let languages = Set(KnownLanguages.all.map(\.code))

    private static func modelEntry(_ tag: String) -> Entry {
        if let name = tag.suffix(after: "license:") {
            return Entry(group: "license", label: KnownLicenses.label(of: name))
        }
        if let name = tag.suffix(after: "dataset:") { return Entry(group: "dataset", label: name) }
        if let name = tag.suffix(after: "region:") { return Entry(group: "region", label: name.uppercased()) }
        if libraries.contains(tag) { return Entry(group: "library", label: KnownLibraries.label(of: tag)) }
        if languages.contains(tag) { return Entry(group: "language", label: KnownLanguages.name(of: tag)) }
        return Entry(group: "other", label: tag)
    }

    /// The part before the colon is the group.
    private static func datasetEntry(_ tag: String) -> Entry {
        let known = [
            "annotations_creators", "benchmark", "format", "language", "language_creators", "library", "license",
            "modality", "multilinguality", "region", "size_categories", "source_datasets", "task_categories",
            "task_ids",
        ]
        guard let group = known.first(where: { tag.hasPrefix($0 + ":") }) else {
            return Entry(group: "other", label: tag)
        }
        let name = String(tag.dropFirst(group.count + 1))
        let label =
            switch group {
            case "language": KnownLanguages.name(of: name)
            case "license": KnownLicenses.label(of: name)
            case "library": KnownLibraries.label(of: name)
            default: name
            }
        return Entry(group: group, label: label)
    }
}

extension String {
    /// What follows a prefix; nil without it.
    fileprivate func suffix(after prefix: String) -> String? {
        hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil
    }
}
