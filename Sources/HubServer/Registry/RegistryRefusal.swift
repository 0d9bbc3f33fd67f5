import HTTPTypes
import HubAPI

/// Refusals as programs that pull from registries read them: `errors` with a code and a message, beside the hub's own
/// `error`.
enum RegistryRefusal {
    enum Code: String {
        case unauthorized = "UNAUTHORIZED"
        case denied = "DENIED"
        case nameUnknown = "NAME_UNKNOWN"
        case manifestUnknown = "MANIFEST_UNKNOWN"
        case manifestInvalid = "MANIFEST_INVALID"
        case blobUnknown = "BLOB_UNKNOWN"
        case digestInvalid = "DIGEST_INVALID"
        case unsupported = "UNSUPPORTED"
    }

    /// Ollama shows the body of a 400 to its user; of a 404 it only says that a file does not exist.
    static let notGGUF = make(
        .badRequest, .badRequest, .unsupported, "Repository is not GGUF or is not compatible with llama.cpp")

    static func unknownTag(_ tag: String, _ tags: [String]) -> HubFailure {
        let known = tags.isEmpty ? "" : ": " + tags.joined(separator: ", ")
        return make(
            .badRequest, .badRequest, .manifestUnknown,
            "The tag \"\(shown(tag))\" is not available in the repository. Use \"latest\", a quantization or the name "
                + "of a file\(known)")
    }

    static func split(_ path: String) -> HubFailure {
        make(
            .badRequest, .badRequest, .unsupported,
            "The model \(path) is split into several files, which Ollama can't load: choose another tag, or merge it "
                + "with llama-gguf-split")
    }

    /// A file of the repo can't be a part of an image.
    static func invalid(_ path: String, _ why: String) -> HubFailure {
        make(.badRequest, .badRequest, .manifestInvalid, "The file \(path) \(why)")
    }

    static func badDigest(_ text: String) -> HubFailure {
        make(
            .badRequest, .badRequest, .digestInvalid,
            "\"\(shown(text))\" is not a digest: it must be sha256: and 64 lower-case hexadecimal digits")
    }

    static func unknownBlob(_ digest: RegistryDigest) -> HubFailure {
        make(.notFound, .entryNotFound, .blobUnknown, "The main branch has nothing with the digest \(digest)")
    }

    static func unknownManifest(_ digest: RegistryDigest) -> HubFailure {
        make(.notFound, .entryNotFound, .manifestUnknown, "No model of the repository has the manifest \(digest)")
    }

    /// Any refusal in the form of registries.
    static func formed(_ failure: HubFailure) -> HubFailure {
        if failure.details.contains(where: { $0.key == "errors" }) { return failure }
        var failure = failure
        let code: Code =
            switch failure.status {
            case .unauthorized: .unauthorized
            case .forbidden: .denied
            case .notFound: .nameUnknown
            default: .unsupported
            }
        failure.details.append(errors(code, failure.message))
        return failure
    }

    private static func make(
        _ status: HTTPResponse.Status, _ code: ErrorCode, _ registryCode: Code, _ message: String
    ) -> HubFailure {
        var failure = HubFailure(status, code, message)
        failure.details = [errors(registryCode, message)]
        return failure
    }

    private static func errors(_ code: Code, _ message: String) -> JSONMember {
        JSONMember("errors", [["code": .string(code.rawValue), "message": .string(message)]])
    }

    private static func shown(_ text: String) -> String { text.count > 100 ? text.prefix(100) + "…" : text }
}
