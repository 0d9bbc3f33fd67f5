/// A line in the head of a commit or tag beyond those every one has, such as `encoding` and `gpgsig`.
public struct ObjectHeader: Sendable, Hashable {
    /// The word at the start of the line.
    public let name: String
    /// The value; in the object, every line after the first one is indented by a space.
    public let value: [UInt8]

    /// A header. Bytes that would break the object are replaced in the name and left out of the value.
    public init(name: String, value: [UInt8]) {
        let breaks: (UInt8) -> Bool = { $0 == .space || $0 == .newline || $0 == 0 }
        self.name =
            name.utf8.contains(where: breaks)
            ? String(decoding: name.utf8.map { breaks($0) ? .minus : $0 }, as: UTF8.self) : name
        self.value = value.contains(0) ? value.filter { $0 != 0 } : value
    }

    func append(to output: inout [UInt8]) {
        output += name.utf8
        output.append(.space)
        for byte in value {
            output.append(byte)
            if byte == .newline { output.append(.space) }
        }
        output.append(.newline)
    }
}

/// The head and the message of a commit or tag, before their meaning is looked at.
struct ObjectText {
    private var headers: ArraySlice<ObjectHeader>
    /// What follows the blank line; nil when the object ends before it.
    let message: [UInt8]?
    private let code: GitError.Code

    /// Splits the content of an object, in time linear in the number of bytes.
    init(parsing bytes: [UInt8], orThrow code: GitError.Code) throws(GitError) {
        var names: [String] = []
        var values: [[UInt8]] = []
        var index = 0
        var message: [UInt8]?
        while index < bytes.count {
            if bytes[index] == .newline {
                message = Array(bytes[(index + 1)...])
                break
            }
            guard let end = bytes[index...].firstIndex(of: .newline) else {
                throw GitError(code, "a header without an end")
            }
            let line = bytes[index..<end]
            index = end + 1
            guard !line.contains(0) else { throw GitError(code, "a NUL in a header") }
            guard let space = line.firstIndex(of: .space) else {
                throw GitError(code, "a header without a value")
            }
            if space == line.startIndex {
                guard !values.isEmpty else { throw GitError(code, "an indented first line") }
                values[values.count - 1].append(.newline)
                values[values.count - 1] += line[(space + 1)...]
            } else {
                guard let name = String(validating: line[..<space], as: UTF8.self) else {
                    throw GitError(code, "a header that is not UTF-8")
                }
                names.append(name)
                values.append(Array(line[(space + 1)...]))
            }
        }
        headers = zip(names, values).map { ObjectHeader(name: $0, value: $1) }[...]
        self.message = message
        self.code = code
    }

    /// Takes the next header if it has this name.
    mutating func takeIfPresent(_ name: String) -> [UInt8]? {
        guard let first = headers.first, first.name.hasSameBytes(as: name) else { return nil }
        return headers.popFirst()?.value
    }

    /// Takes the next header, which must have this name.
    mutating func take(_ name: String) throws(GitError) -> [UInt8] {
        guard let value = takeIfPresent(name) else { throw GitError(code, "no '\(name)' where it belongs") }
        return value
    }

    /// The value of a header that must be an object's id.
    func id(_ value: [UInt8]) throws(GitError) -> ObjectID {
        // Upper-case digits would be written back in lower case, which would be another object.
        guard !value.contains(where: \.isUpper), let id = ObjectID(hexBytes: value) else {
            throw GitError(code, "an id that is not one")
        }
        return id
    }

    /// The headers not yet taken.
    var rest: [ObjectHeader] { Array(headers) }
}
