import HubAPI

/// The scores of a card's `model-index`, in the form of the Hub's `evalResults`
/// (huggingface_hub `_eval_results.py`): one entry for each value of a metric on a dataset of the Hub.
enum EvalResults {
    static let maximumCount = 1000

    static func json(_ evidence: Evidence) -> JSONValue? {
        var entries: [JSONValue] = []
        for model in evidence.data["model-index"]?.array ?? [] {
            for result in model["results"]?.array ?? [] {
                for metric in result["metrics"]?.array ?? [] where entries.count < maximumCount {
                    if let entry = entry(result, metric) { entries.append(entry) }
                }
            }
        }
        return entries.isEmpty ? nil : .array(entries)
    }

    /// Nil for a result whose dataset is none of the Hub's or that has no value: clients rely on both.
    private static func entry(_ result: JSONValue, _ metric: JSONValue) -> JSONValue? {
        guard let dataset = result["dataset"]?["type"]?.string.flatMap(RepoID.init(_:)),
            let task = result["task"]?["type"]?.string, TagList.isTag(task),
            let value = metric["value"], isScore(value)
        else { return nil }
        var data: [JSONMember] = [
            JSONMember("id", .string(dataset.description)), JSONMember("task_id", .string(task)),
        ]
        if let revision = text(result["dataset"]?["revision"]) { data.append(JSONMember("revision", revision)) }
        var members = [JSONMember("dataset", .object(data)), JSONMember("value", value)]
        if let token = text(metric["verifyToken"]) { members.append(JSONMember("verifyToken", token)) }
        if let url = text(result["source"]?["url"]) {
            var source = [JSONMember("url", url)]
            if let name = text(result["source"]?["name"]) { source.append(JSONMember("name", name)) }
            members.append(JSONMember("source", .object(source)))
        }
        if let name = text(metric["name"]) ?? text(metric["type"]) { members.append(JSONMember("notes", name)) }
        return .object(members)
    }

    private static func isScore(_ value: JSONValue) -> Bool {
        switch value {
        case .integer, .number: true
        case .string(let text): TagList.isTag(text)
        default: false
        }
    }

    private static func text(_ value: JSONValue?) -> JSONValue? {
        value?.string.flatMap { !$0.isEmpty && $0.utf8.count <= 2048 ? .string($0) : nil }
    }
}
