import HTTPTypes
import HubStorage
import Hummingbird

/// Answers that carry a file's content, wherever it is stored.
struct ContentAnswer: Sendable {
    let objects: any ObjectStore
    let reader: XetReader

    func answer(
        _ request: HubRequest, _ content: ResolveService.Content, length: Int64, headers: HTTPFields
    ) async throws -> Response {
        switch content {
        case .bytes(let bytes): return try FileAnswer.make(request, bytes: bytes, headers: headers)
        case .object(let key):
            return try await FileAnswer.make(request, objects: objects, key: key, length: length, headers: headers)
        case .xet(let file, _):
            return try FileAnswer.make(request, length: length, headers: headers) { range in
                reader.bytes(of: file, range: range)
            }
        }
    }
}
