import HubAPI

/// What kinds of things a dataset is about: the values of the tag `modality:` (dataset viewer, `modalities.py`).
enum Modalities {
    static let all = [
        "3d", "audio", "document", "geospatial", "image", "tabular", "text", "timeseries", "video",
    ]

    /// In alphabetical order, as the Hub has them.
    static func names(_ contents: DatasetContents) -> [String] {
        let found = byColumns(contents.columns).union(byFiles(contents)).union(contents.cardTags.intersection(all))
        return found.sorted()
    }

    private static func byColumns(_ columns: [DatasetColumn]) -> Set<String> {
        var found: Set<String> = []
        for (kind, name) in [
            (DatasetColumn.Kind.image, "image"), (.audio, "audio"), (.video, "video"), (.text, "text"),
            (.document, "document"), (.mesh, "3d"),
        ] where columns.contains(where: { $0.inner.contains(kind) }) {
            found.insert(name)
        }
        let numbers = Set(columns.filter { $0.kind == .number }.map(\.name)).count
        if numbers >= 2, found.isDisjoint(with: ["image", "audio"]) { found.insert("tabular") }
        // Lists of floats are also how embeddings are kept.
        if columns.contains(where: { $0.kind == .floats && !$0.name.contains("emb") }) { found.insert("timeseries") }
        return found
    }

    /// Kinds of files that make a tenth of all data files. A few pictures beside tables are figures of the card.
    private static func byFiles(_ contents: DatasetContents) -> Set<String> {
        var counts: [String: Int] = [:]
        var total = 0
        var hasTables = false
        for file in contents.evidence.files {
            let name = Evidence.name(of: file.path)
            guard name.utf8.first != UInt8(ascii: "."),
                let ending = Evidence.extension(of: name).flatMap({ PathBytes.lowercasedExtension($0.utf8) }),
                ending != "md"
            else { continue }
            total += 1
            if tables.contains(ending) { hasTables = true }
            if let kind = kinds[ending] { counts[kind, default: 0] += 1 }
        }
        var found = Set(counts.filter { $0.value * 10 >= total }.keys)
        if hasTables, counts["image"] ?? 0 < 10 { found.remove("image") }
        // Without columns, the format is all there is to go by.
        if contents.columns.isEmpty {
            switch contents.builder {
            case .json, .text: found.insert("text")
            case .csv: found.insert("tabular")
            default: break
            }
        }
        return found
    }

    private static let tables: Set<String> = ["csv", "json", "jsonl", "parquet", "arrow"]

    private static let kinds: [String: String] = {
        let extensions = [
            "image": "png jpg jpeg webp gif bmp tif tiff heic avif",
            "audio": "wav mp3 flac ogg opus m4a aac aiff",
            "video": "mp4 avi mov mkv webm mpeg mpg",
            "text": "txt",
            "document": "pdf",
            "3d": "obj stl ply glb gltf fbx usdz off",
            "geospatial": "shp geojson gpkg kml kmz gpx geoparquet gpq laz las",
        ]
        return extensions.reduce(into: [:]) { table, entry in
            for ending in entry.value.split(separator: " ") { table[String(ending)] = entry.key }
        }
    }()
}
