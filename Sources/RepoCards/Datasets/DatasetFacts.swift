import HubAPI

/// What a dataset's card, files and their footers say about it.
struct DatasetFacts {
    let evidence: Evidence
    let contents: DatasetContents

    init(_ evidence: Evidence) {
        self.evidence = evidence
        contents = DatasetContents(evidence)
    }

    func add(to facts: inout RepoFacts) {
        facts.tags = tags
        facts.properties = properties
    }

    /// In the order of the Hub.
    private var tags: [String] {
        var list = TagList()
        let keys = [
            "task_categories", "task_ids", "annotations_creators", "language_creators", "multilinguality",
            "source_datasets",
        ]
        for key in keys { list.add(evidence.texts(key), prefix: key + ":") }
        list.add(LanguageCode.codes(evidence.texts("language")), prefix: "language:")
        list.add(evidence.texts("license"), prefix: "license:")
        list.add(sizes, prefix: "size_categories:")
        list.add(contents.formats, prefix: "format:")
        list.add(Modalities.names(contents), prefix: "modality:")
        list.add(DatasetLibraries.names(contents), prefix: "library:")
        if let card = evidence.contents.card { list.add(ArxivLinks.identifiers(in: card), prefix: "arxiv:") }
        list.add(evidence.doi, prefix: "doi:")
        list.add(TagList.region)
        // Unlike a model's, a dataset's own tags come last.
        list.add(evidence.cardTags)
        return list.tags
    }

    /// The card's word, else by the number of rows.
    private var sizes: [String] {
        let written = evidence.texts("size_categories")
        if !written.isEmpty { return written }
        return contents.rows.map { [SizeCategory.name(rows: $0)] } ?? []
    }

    private var properties: [JSONMember] {
        let bytes = evidence.files.reduce(Int64(0)) { sum, file in
            let (next, overflow) = sum.addingReportingOverflow(max(0, file.size))
            return overflow ? .max : next
        }
        let named: [(String, JSONValue?)] = [
            ("citation", DatasetText.citation(evidence).map(JSONValue.string)),
            ("description", DatasetText.description(evidence).map(JSONValue.string)),
            ("paperswithcode_id", evidence.text("paperswithcode_id").map(JSONValue.string)),
            // Bytes of the main branch.
            ("mainSize", .integer(bytes)),
        ]
        return named.compactMap { name, value in value.map { JSONMember(name, $0) } }
    }
}
