import HTTPTypes
import HubAPI

extension RegistryRoutes {
    private static let digest = RouteDocumentation.Answer.Header(
        name: "Docker-Content-Digest", description: "The SHA-256 of the body.")

    static let documentation: [RouteDocumentation] = [
        RouteDocumentation(
            .get, "/v2", name: "registryVersion", area: .registry, "Tell that models can be pulled from here",
            credential: .none, answers: [.json(.object(), "They can.")]),
        RouteDocumentation(
            .get, "/v2/{repo}/manifests/{tag}", name: "registryManifest", area: .registry,
            "Describe a GGUF model as programs that pull from registries need it",
            details: "The tag is a quantization (`Q4_K_M`) or the name of a file, in any case; `latest`, which takes "
                + "Q4_K_M, else another one of four bits, else any; or the digest of a manifest. The repo's files "
                + "`template` (in Go's template language), `system`, `params` (a JSON object) and `LICENSE` become "
                + "layers; without `template`, the chat formats ChatML, Llama 3, Gemma and Zephyr are told from the "
                + "model's own template. To user agents that begin with `llama-cpp` the answer also names files of the "
                + "repo: `ggufFile` and `mmprojFile`; others can't have models that are split into several files.",
            parameters: [.ifNoneMatch],
            answers: [
                .of(
                    OllamaImage.manifestType, manifest, "The manifest.", headers: [.eTag, digest, .repoCommit]),
                .empty("The caller has this manifest already.", status: 304),
                .refusal(400, "The repo has no GGUF model, or none of this tag, or only one that is split."),
            ]),
        RouteDocumentation(
            .get, "/v2/{repo}/blobs/{digest}", name: "registryBlob", area: .registry, "Download content by its digest",
            details: "Of the large files of the main branch and of what its manifests name, nothing else. There are no "
                + "redirects to other hosts.",
            parameters: [.range, .ifNoneMatch],
            answers: [
                .of("application/octet-stream", .bytes, "The content.", headers: [.eTag, digest]),
                .of("application/octet-stream", .bytes, "The part that `Range` asks for.", status: 206),
                .empty("The caller has this content already.", status: 304),
                .refusal(416, "The range lies outside the content."),
            ]),
    ]

    private static let layer = JSONSchema.object(
        .must("digest", JSONSchema.string.matching("^sha256:[0-9a-f]{64}$")), .must("mediaType", .string),
        .must("size", .size))

    private static let file = JSONSchema.object(
        .must("rfilename", .string), .must("blobId", .sha1), .must("size", .size), .may("lfs", .map))

    private static let manifest = JSONSchema.object(
        .must("schemaVersion", .constant(2)), .must("mediaType", .constant(.string(OllamaImage.manifestType))),
        .must("config", layer), .must("layers", .array(layer)), .may("ggufFile", file), .may("mmprojFile", file))
}
