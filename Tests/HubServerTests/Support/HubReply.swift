import Foundation
import HubAPI
import Testing

/// A hub's answer, read to the end.
struct HubReply: Sendable {
    let status: Int
    /// In the order of the answer, names in lower case.
    let headers: [Header]
    let body: [UInt8]

    struct Header: Sendable, Hashable {
        let name: String
        let value: String
    }

    var text: String { String(decoding: body, as: UTF8.self) }

    /// The body as JSON; null when it is none.
    var json: JSONValue { (try? JSONDecoder().decode(JSONValue.self, from: Data(body))) ?? .null }

    /// A header that must be there at most once.
    func header(_ name: String) -> String? {
        let values = headers.filter { $0.name == name.lowercased() }.map(\.value)
        if values.count > 1 { Issue.record("\(name) is there \(values.count) times") }
        return values.first
    }

    var errorCode: String? { header("X-Error-Code") }

    /// Where `Link` says that the list goes on.
    var nextPage: String? {
        guard let link = header("Link"), link.hasSuffix(">; rel=\"next\""), link.hasPrefix("<") else { return nil }
        return String(link.dropFirst().prefix { $0 != ">" })
    }

    /// This answer, if it has the status that the test can't go on without.
    @discardableResult
    func expect(_ wanted: Int, sourceLocation: SourceLocation = #_sourceLocation) throws -> HubReply {
        guard status == wanted else {
            Issue.record("\(status) instead of \(wanted): \(text.prefix(500))", sourceLocation: sourceLocation)
            throw TestFailure("\(status) instead of \(wanted)")
        }
        return self
    }

    /// Checks that the request was refused, in the form all refusals have.
    func expectError(
        _ wanted: Int, _ code: ErrorCode? = nil, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(status == wanted, "\(text.prefix(300))", sourceLocation: sourceLocation)
        if let code { #expect(errorCode == code.rawValue, sourceLocation: sourceLocation) }
        #expect(json["error"]?.string?.isEmpty == false, sourceLocation: sourceLocation)
    }
}

extension JSONValue {
    var integer: Int64? {
        switch self {
        case .integer(let value): value
        case .number(let value): Int64(exactly: value)
        default: nil
        }
    }

    /// The strings under one key of each element.
    func column(_ key: String) -> [String] { (array ?? []).compactMap { $0[key]?.string } }

    var keys: [String] {
        if case .object(let members) = self { members.map(\.key) } else { [] }
    }
}
