import HubAPI

extension RepoListQuery {
    private static let maximumFilters = 20

    private static let tooMany = HubFailure.badRequest(
        "At most \(maximumFilters) filters and searches can be combined")

    /// Parameters of their own that say what datasets' tags say behind a prefix of the same name.
    private static let datasetTags = [
        "annotations_creators", "benchmark", "language_creators", "multilinguality", "size_categories",
        "source_datasets", "task_categories", "task_ids",
    ]

    /// What a request asks for, in today's words of the Hub or in those of its older documents.
    ///
    /// - Throws: ``HubFailure`` 400 that names the parameter with a bad value.
    init(_ request: HubRequest, _ type: RepoType) throws {
        self.init(type: type)
        let items = request.query
        filters = try Self.filters(items, type)
        guard filters.count <= Self.maximumFilters else {
            throw Self.tooMany
        }
        if let word = items.first("sort"), !word.isEmpty {
            guard let sort = Sort(word: word) else {
                throw HubFailure.badRequest(
                    "\"sort\" must be one of [\(Sort.words.joined(separator: ", "))], not \"\(word.prefix(60))\"")
            }
            self.sort = sort
        }
        switch items.first("direction") {
        case nil, "", "-1", "desc": descending = true
        case "1", "asc": descending = false
        case let other?:
            throw HubFailure.badRequest("\"direction\" must be -1, 1, asc or desc, not \"\(other.prefix(60))\"")
        }
        // Clients say how many they want in all, and then follow the pages.
        limit = min(try items.integer("limit", in: 1...Int.max) ?? limit, Self.maximumLimit)
        after = try Pages.cursor(request).map(Place.init(cursor:))
    }

    private static func filters(_ items: QueryItems, _ type: RepoType) throws -> [RepoListFilter] {
        func words(_ name: String) -> [String] {
            items.all(name).flatMap { $0.split(separator: ",").map(String.init) }
        }
        func text(_ name: String) -> String? { items.first(name).flatMap { $0.isEmpty ? nil : $0 } }
        // An id holds no blanks, so words must each occur in it.
        let names = items.all("search").flatMap { $0.split(whereSeparator: \.isWhitespace).map(String.init) }
        guard names.count <= maximumFilters else { throw tooMany }
        var filters: [RepoListFilter] = names.isEmpty ? [] : [.names(names)]
        if let author = text("author") { filters.append(.author(author)) }
        var tags = words("filter") + words("tags")
        // Models have their languages as they are, datasets with a prefix.
        tags += words("language").map { type == .dataset && !$0.hasPrefix("language:") ? "language:" + $0 : $0 }
        func prefixed(_ name: String, _ prefix: String) -> [String] {
            words(name).map { $0.hasPrefix(prefix) ? $0 : prefix + $0 }
        }
        tags += prefixed("trained_dataset", "dataset:") + prefixed("license", "license:")
        if type == .dataset { tags += datasetTags.flatMap { prefixed($0, $0 + ":") } }
        filters += tags.map(RepoListFilter.tag)
        if let task = text("pipeline_tag") ?? text("task") { filters.append(.pipeline(task)) }
        filters += words("library").map(RepoListFilter.library)
        if let gated = try items.flag("gated") { filters.append(.gated(gated)) }
        filters += words("apps").map { .link(RepoLink(.app, $0)) }
        if let range = text("num_parameters") { filters.append(.parameters(try parameters(range))) }
        filters += try served(items)
        if type == .space {
            filters += words("models").map { .link(RepoLink(.model, $0)) }
            filters += words("datasets").map { .link(RepoLink(.dataset, $0)) }
            if try items.flag("linked") ?? false { filters.append(.linked) }
        }
        if let thresholds = text("emissions_thresholds") {
            throw HubFailure.badRequest(
                "\"emissions_thresholds\" is not supported by this hub's lists, so not \"\(thresholds.prefix(60))\"")
        }
        var seen: Set<RepoListFilter> = []
        return filters.filter { seen.insert($0).inserted }
    }

    /// Nobody serves this hub's models by an inference provider.
    private static func served(_ items: QueryItems) throws -> [RepoListFilter] {
        var filters: [RepoListFilter] = []
        switch items.first("inference") {
        case nil, "", "cold": break
        case "warm": filters.append(.nothing)
        case let other?:
            throw HubFailure.badRequest("\"inference\" must be warm or cold, not \"\(other.prefix(60))\"")
        }
        if items.all("inference_provider").contains(where: { !$0.isEmpty }) { filters.append(.nothing) }
        return filters
    }

    /// `min:1B,max:7B`, either part alone, or one number for exactly that many.
    private static func parameters(_ text: String) throws -> ClosedRange<Int64> {
        var (low, high): (Int64, Int64) = (0, .max)
        let parts = text.split(separator: ",")
        guard !parts.isEmpty else { throw badParameters(text) }
        for part in parts {
            let pieces = part.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard let last = pieces.last, let value = count(last) else { throw badParameters(text) }
            switch (pieces.count, pieces.first) {
            case (2, "min"): low = value
            case (2, "max"): high = value
            case (1, _): (low, high) = (value, value)
            default: throw badParameters(text)
            }
        }
        guard low <= high else { throw badParameters(text) }
        return low...high
    }

    private static func badParameters(_ text: String) -> HubFailure {
        .badRequest("\"num_parameters\" must be like min:1B,max:7B, not \"\(text.prefix(60))\"")
    }

    /// `7`, `500M`, `1.5B`.
    private static func count(_ text: Substring) -> Int64? {
        let units = ["K": 1e3, "M": 1e6, "B": 1e9, "T": 1e12]
        let unit = text.last.flatMap { units[$0.uppercased()] }
        let digits = unit == nil ? text : text.dropLast()
        guard digits.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == ".") }), let number = Double(digits) else {
            return nil
        }
        let value = (number * (unit ?? 1)).rounded()
        return value < 9e18 ? Int64(value) : nil
    }
}

extension RepoListQuery.Place {
    /// As a cursor holds it.
    var text: String { "\(value):\(id)" }

    /// - Throws: ``HubFailure`` 400 for a cursor that was not made here.
    init(cursor: String) throws {
        let parts = cursor.split(separator: ":").compactMap { Int64($0) }
        guard parts.count == 2 else { throw HubFailure.badRequest("\"cursor\" is not one that this hub gave out") }
        self.init(value: parts[0], id: parts[1])
    }
}
