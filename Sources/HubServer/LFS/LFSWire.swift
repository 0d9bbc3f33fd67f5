import HubAPI

// What clients send about large files. Source of the batch format:
// https://github.com/git-lfs/git-lfs/blob/main/docs/api/batch.md

/// What a client wants to transfer.
struct LFSBatchRequest: Decodable, Sendable {
    struct Object: Decodable, Sendable, Hashable {
        let oid: String
        let size: Int64
    }

    struct Ref: Decodable, Sendable {
        let name: String?
    }

    let operation: String
    let objects: [Object]
    /// The ways of transfer the client knows, best first; none means `basic`.
    let transfers: [String]?
    let hashAlgorithm: String?
    /// The branch it is for. Content belongs to the whole repo, so nothing depends on it.
    let ref: Ref?

    private enum CodingKeys: String, CodingKey {
        case operation, objects, transfers, ref
        case hashAlgorithm = "hash_algo"
    }
}

/// The question whether an upload has arrived.
struct LFSVerifyRequest: Decodable, Sendable {
    let oid: String
    let size: Int64
}

/// The end of an upload in parts.
struct LFSCompleteRequest: Decodable, Sendable {
    struct Part: Decodable, Sendable {
        let partNumber: Int64
        /// As the part's answer had it, with or without quotes.
        let etag: String

        var tag: Substring {
            etag.count >= 2 && etag.hasPrefix("\"") && etag.hasSuffix("\"")
                ? etag.dropFirst().dropLast() : etag[...]
        }
    }

    let oid: String
    let parts: [Part]
}

/// Which contents to take from a repo for good.
struct LFSDeleteRequest: Decodable, Sendable {
    struct Deletions: Decodable, Sendable {
        let sha: [String]
        let rewriteHistory: Bool?
    }

    let deletions: Deletions
}

// MARK: Answers

/// What the client is to do with each object.
struct LFSBatchAnswer: Sendable {
    enum Transfer: String, Sendable { case basic, multipart, xet }

    struct Object: Sendable {
        enum Outcome: Sendable {
            /// The repo has it already.
            case nothingToDo
            case actions([LFSAction])
            /// With an HTTP status as its code.
            case error(code: Int, message: String)
        }

        let oid: String
        let size: Int64
        let outcome: Outcome
    }

    let transfer: Transfer
    let objects: [Object]

    var json: JSONValue {
        [
            "transfer": .string(transfer.rawValue), "objects": .array(objects.map(\.json)),
            "hash_algo": "sha256",
        ]
    }
}

extension LFSBatchAnswer.Object {
    var json: JSONValue {
        var members = [JSONMember("oid", .string(oid)), JSONMember("size", .integer(size))]
        switch outcome {
        case .nothingToDo: break
        case .actions(let actions):
            // The addresses hold their own right, so git-lfs is not to send its password along.
            members.append(JSONMember("authenticated", true))
            members.append(
                JSONMember("actions", .object(actions.map { JSONMember($0.name.rawValue, $0.json) })))
        case .error(let code, let message):
            members.append(
                JSONMember("error", ["code": .integer(Int64(code)), "message": .string(message)]))
        }
        return .object(members)
    }
}

/// One request that the client is to make.
struct LFSAction: Sendable {
    enum Name: String, Sendable { case upload, verify, download }

    let name: Name
    let href: String
    /// Headers to send; for an upload in parts what the client needs to know about the parts instead.
    var header: [JSONMember] = []
    let lifetime: Duration

    var json: JSONValue {
        var members = [JSONMember("href", .string(href))]
        if !header.isEmpty { members.append(JSONMember("header", .object(header))) }
        members.append(JSONMember("expires_in", .integer(lifetime.components.seconds)))
        return .object(members)
    }
}
