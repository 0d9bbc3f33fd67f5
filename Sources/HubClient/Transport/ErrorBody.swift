import HTTPTypes
import HubAPI

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What the body of a failed request says, in the forms that hubs and the servers behind them use.
enum ErrorBody {
    /// The most bytes that are read of one.
    static let limit = 64 << 10
    private static let longestMessage = 1000

    /// The sentence in `{"error": …}`, `{"error": …, "error_description": …}`, `{"errors": [{"message": …}]}`,
    /// `{"message": …}` or plain text; nil for HTML and for nothing.
    static func message(_ body: [UInt8], type: String?) -> String? {
        if let json = try? JSONDecoder().decode(JSONValue.self, from: Data(body)) {
            return sentences(in: json).flatMap(cut)
        }
        guard type?.lowercased().contains("html") != true, let text = String(validating: body, as: UTF8.self) else {
            return nil
        }
        let trimmed = text.trimmed
        return trimmed.hasPrefix("<") ? nil : cut(trimmed)
    }

    private static func sentences(in json: JSONValue) -> String? {
        var found: [String] = []
        func add(_ text: String) {
            if !text.isEmpty, !found.contains(text) { found.append(text) }
        }
        for key in ["error", "error_description", "errors", "message"] {
            switch json[key] {
            case .string(let text): add(text)
            case .array(let items):
                for item in items { (item.string ?? item["message"]?.string).map(add) }
            case .some(let object): object["message"]?.string.map(add)
            case nil: break
            }
        }
        return found.isEmpty ? nil : found.joined(separator: ": ")
    }

    private static func cut(_ text: String) -> String? {
        let shown = text.unicodeScalars.prefix(longestMessage).map { $0.value < 0x20 ? " " : Character($0) }
        return shown.isEmpty ? nil : String(shown)
    }
}

extension StringProtocol {
    /// Without whitespace at its ends.
    var trimmed: String {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[first...last])
    }
}
