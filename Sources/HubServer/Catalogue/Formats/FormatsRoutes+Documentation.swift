import HTTPTypes
import HubAPI

extension FormatsRoutes {
    static let documentation: [RouteDocumentation] = [
        RouteDocumentation(
            .get, "/api/models/{repo}/gguf", name: "listGGUF", area: .models,
            "List a model's GGUF files by quantization",
            details: "Of Roost alone: the Hub has no such route. From small to large; a model that was split into "
                + "several files is one entry.",
            answers: [.json(ggufListing, "The models, and the files that go with them.", headers: [.repoCommit])]),
        RouteDocumentation(
            .get, "/api/models/{repo}/safetensors-metadata/{path...}", name: "safetensorsMetadata", area: .models,
            "Show the headers of safetensors files on the main branch",
            details: "`path` is an index, `….safetensors.index.json`, which answers with the header of every file it "
                + "names; or one `….safetensors` file, which answers in the same shape with one header and an empty "
                + "`index`. The names are as the index has them. At most 64 MiB of headers.",
            answers: [.json(safetensors, "The headers as they are in the files.")]),
        RouteDocumentation(
            .get, "/api/datasets/{repo}/parquet", name: "listParquet", area: .datasets,
            "List a dataset's Parquet files",
            details: "The files that the dataset itself has in Parquet: Roost converts nothing yet. A split appears "
                + "only if all its data is Parquet; a dataset without such splits answers `{}`.",
            answers: [
                .json(.dictionary(.dictionary(.array(.url))), "Addresses by config and split.", headers: [.repoCommit])
            ]),
        RouteDocumentation(
            .get, "/api/datasets/{repo}/parquet/{config}", name: "listParquetOfConfig", area: .datasets,
            "List the Parquet files of a config",
            answers: [.json(.dictionary(.array(.url)), "Addresses by split.", headers: [.repoCommit])]),
        RouteDocumentation(
            .get, "/api/datasets/{repo}/parquet/{config}/{split}", name: "listParquetOfSplit", area: .datasets,
            "List the Parquet files of a split",
            answers: [.json(.array(.url), "Addresses, in order.", headers: [.repoCommit])]),
        RouteDocumentation(
            .get, "/api/datasets/{repo}/parquet/{config}/{split}/{file}", name: "downloadParquet", area: .datasets,
            "Download a Parquet file of a split", details: "`file` is a number from 0 and `.parquet`.",
            answers: [.empty("The file lies at the relative `Location`, under `resolve/`.", status: 307)]),
    ]

    private static let ggufFile = JSONSchema.object(
        .must("path", .string), .must("size", .size),
        .must("sha256", JSONSchema.sha256.orNull, "Null for a file that git itself holds."))

    private static let ggufListing = JSONSchema.object(
        .must("commit", .sha1),
        .must(
            "models",
            .array(
                .object(
                    .must("quantization", JSONSchema.string.orNull, "`Q4_K_M`; null if the name tells nothing."),
                    .must("size", .size, "Of all its files."),
                    .must("complete", .boolean, "Whether no file of it is missing."),
                    .must("preferred", .boolean, "The one that programs take who name none."),
                    .must("files", .array(ggufFile), "In order.")))),
        .must(
            "auxiliaries",
            .array(
                .object(
                    .must("kind", .string, "`mmproj`, `imatrix`, …"), .must("file", ggufFile)))))

    private static let safetensors = JSONSchema.object(
        .must("index", .object(.may("metadata", .map))),
        .must("headers", .dictionary(.map), "By the names of the files."))
}
