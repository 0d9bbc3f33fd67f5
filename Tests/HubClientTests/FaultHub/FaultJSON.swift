#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The JSON that a ``FaultHub`` speaks.
enum FaultJSON {
    static func bytes(_ value: some Encodable) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do { return [UInt8](try encoder.encode(value)) } catch { return Array("\"\(error)\"".utf8) }
    }

    struct Sibling: Encodable {
        var rfilename: String
    }

    struct Info: Encodable {
        var _id: String
        var id: String
        var sha: String
        var `private`: Bool
        var disabled = false
        var downloads = 7
        var likes = 3
        var tags: [String] = []
        var createdAt = "2026-01-02T03:04:05.000Z"
        var lastModified = "2026-02-03T04:05:06.000Z"
        var siblings: [Sibling]?
    }

    struct LargeFile: Encodable {
        var oid: String
        var size: Int
        var pointerSize: Int
    }

    struct TreeEntry: Encodable {
        var type: String
        var path: String
        var oid: String
        var size: Int
        var lfs: LargeFile?
        var xetHash: String?
    }

    struct Ref: Encodable {
        var name: String
        var ref: String
        var targetCommit: String
    }

    struct Refs: Encodable {
        var branches: [Ref]
        var converts: [Ref] = []
        var tags: [Ref] = []
        var pullRequests: [Ref]?
    }

    struct User: Encodable {
        struct Auth: Encodable {
            var type = "access_token"
            var accessToken = AccessToken()
        }
        struct AccessToken: Encodable {
            var displayName = "test token"
            var role = "read"
        }
        var type = "user"
        var id = "5e8e1a1b9d9a4d0f3c3c3c3c"
        var name = "tester"
        var fullname = "A Tester"
        var auth = Auth()
    }

    struct XetToken: Encodable {
        var casUrl: String
        var accessToken: String
        var exp: Int
    }
}
