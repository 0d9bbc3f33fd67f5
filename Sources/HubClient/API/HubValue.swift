public import HubAPI

/// Something that a hub tells in JSON.
///
/// Hubs differ in what they tell, and tell more each month: everything but a name or an id may be missing, unknown keys
/// are passed over, and a value of an unexpected kind counts as missing.
public protocol HubValue: Sendable, Hashable {
    /// Reads it from what a hub sent.
    ///
    /// - Throws: ``HubError`` of kind `decoding` if what makes up such a thing, its id most often, is not there.
    init(json: JSONValue) throws(HubError)
}

/// What is read from JSON without insisting on anything.
extension JSONValue {
    /// The value under a key, unless it is null.
    func present(_ key: String) -> JSONValue? {
        guard let value = self[key], value != .null else { return nil }
        return value
    }

    func text(_ key: String) -> String? { self[key]?.string }

    func flag(_ key: String) -> Bool? { self[key]?.flag }

    var flag: Bool? {
        if case .bool(let flag) = self { flag } else { nil }
    }

    /// A whole number, also when it is written as `3.0`.
    func whole(_ key: String) -> Int64? { self[key]?.whole }

    var whole: Int64? {
        switch self {
        case .integer(let number): number
        case .number(let number): Int64(exactly: number)
        default: nil
        }
    }

    func number(_ key: String) -> Double? {
        switch self[key] {
        case .integer(let number): Double(number)
        case .number(let number): number
        default: nil
        }
    }

    /// A moment in ISO 8601.
    func time(_ key: String) -> Timestamp? { text(key).flatMap { Timestamp(iso8601: $0) } }

    /// Strings of an array; elements of other kinds are left out.
    func texts(_ key: String) -> [String]? { self[key]?.array?.compactMap(\.string) }

    var members: [JSONMember]? {
        if case .object(let members) = self { members } else { nil }
    }

    // MARK: Parts that must be right if they are there

    func required(_ key: String) throws(HubError) -> String {
        guard let text = text(key) else { throw HubError.incomplete("“\(key)” is missing or is no string") }
        return text
    }

    func value<Value: HubValue>(_ key: String, as type: Value.Type = Value.self) throws(HubError) -> Value? {
        guard let value = self[key], case .object = value else { return nil }
        do { return try Value(json: value) } catch { throw error.inside(key) }
    }

    func values<Value: HubValue>(_ key: String, as type: Value.Type = Value.self) throws(HubError) -> [Value]? {
        guard let array = self[key]?.array else { return nil }
        do { return try Value.all(array) } catch { throw error.inside(key) }
    }
}

extension HubValue {
    /// All of an array.
    static func all(_ array: [JSONValue]) throws(HubError) -> [Self] {
        var values: [Self] = []
        values.reserveCapacity(array.count)
        for (index, element) in array.enumerated() {
            do { values.append(try Self(json: element)) } catch { throw error.inside("\(index)") }
        }
        return values
    }
}

extension HubError {
    /// Of JSON that lacks what it must have.
    static func incomplete(_ what: String) -> HubError { HubError(.decoding, what) }

    /// The same, one level further out: `siblings: 3: “rfilename” is missing`.
    fileprivate func inside(_ place: String) -> HubError {
        var error = self
        error.message = "\(place): \(message)"
        return error
    }
}
