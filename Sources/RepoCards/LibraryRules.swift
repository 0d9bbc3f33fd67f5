import HubAPI

/// Which library a model is loaded with.
enum LibraryRules {
    /// The card's word, else a tag that names a library, else a file that only one library writes.
    static func libraryName(_ evidence: Evidence) -> String? {
        evidence.text("library_name")
            ?? evidence.texts("tags").first(where: KnownLibraries.all.contains)
            ?? markers.first { $0.isMarked(evidence) }?.library
    }

    private struct Marker: Sendable {
        let library: String
        let isMarked: @Sendable (Evidence) -> Bool
    }

    private static let markers: [Marker] = [
        Marker(library: "nemo") { $0.hasFile(endingIn: ".nemo") },
        Marker(library: "coreml") { $0.hasFile(endingIn: ".mlmodel") },
        Marker(library: "peft") { $0.files.contains("adapter_config.json") },
        Marker(library: "sentence-transformers") {
            $0.files.contains("modules.json") || $0.files.contains("config_sentence_transformers.json")
        },
        Marker(library: "diffusers") { $0.files.contains("model_index.json") },
    ]
}
