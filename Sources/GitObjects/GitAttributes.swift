/// The attributes that a set of `.gitattributes` files gives to paths, see `git help attributes`.
///
/// Patterns are compiled when the files are read, so that asking for thousands of paths is cheap.
public struct GitAttributes: Sendable {
    /// An attribute by number, with a value.
    private struct State: Sendable {
        let attribute: Int
        let value: AttributeValue
    }

    private struct Rule: Sendable {
        let pattern: PathPattern
        let states: [State]
    }

    private let stack: PatternStack<Rule>
    private let numbers: [String: Int]
    private let macros: [Int: [State]]

    /// What git itself knows before it reads any file.
    private static let builtIn = File(parsing: "[attr]binary -diff -merge -text")

    /// The attributes of a tree.
    /// - Parameter files: The files with their directories' paths (empty for the root), the strongest last for
    ///   one directory. Deeper directories are stronger than higher ones whatever the order. Macros count in
    ///   the root only.
    public init(_ files: [(directory: String, file: File)]) {
        var numbers: [String: Int] = [:]
        func number(_ name: String) -> Int {
            if let known = numbers[name] { return known }
            let next = numbers.count
            numbers[name] = next
            return next
        }
        func number(_ states: [File.State]) -> [State] {
            states.map { State(attribute: number($0.name), value: $0.value) }
        }
        var macros: [Int: [State]] = [:]
        for (directory, file) in [("", Self.builtIn)] + files
        where directory.utf8.allSatisfy({ $0 == .slash }) {
            for macro in file.macros { macros[number(macro.name)] = number(macro.states) }
        }
        stack = PatternStack(
            files.map { directory, file in
                (directory, file.rules.map { Rule(pattern: $0.pattern, states: number($0.states)) })
            })
        self.numbers = numbers
        self.macros = macros
    }

    /// What the files say of one attribute of a file's path, relative to the root.
    public func value(of attribute: String, for path: String) -> AttributeValue {
        guard let number = numbers[attribute] else { return .unspecified }
        return resolve(path, until: number)[number] ?? .unspecified
    }

    /// All attributes that the files specify for a file's path, as `git check-attr --all` lists them.
    public func values(for path: String) -> [String: AttributeValue] {
        let values = resolve(path, until: nil)
        return numbers.compactMapValues { number in
            values[number].flatMap { $0 == .unspecified ? nil : $0 }
        }
    }

    /// Goes from the strongest rule to the weakest; the first to name an attribute decides it.
    private func resolve(_ path: String, until target: Int?) -> [AttributeValue?] {
        var values = [AttributeValue?](repeating: nil, count: numbers.count)
        path.withBytes { bytes in
            let basename = (bytes.lastIndex(of: .slash) ?? -1) + 1
            _ = stack.first(above: bytes) { rules, offset -> Bool? in
                let relative = UnsafeBufferPointer(rebasing: bytes[offset...])
                for rule in rules {
                    guard rule.states.contains(where: { values[$0.attribute] == nil }),
                        rule.pattern.matches(relative, basenameOffset: basename - offset)
                    else { continue }
                    apply(rule.states, to: &values)
                    if let target, values[target] != nil { return true }
                }
                return nil
            }
        }
        return values
    }

    /// Within a line the last attribute is the strongest. A macro that gets set acts at once, before what is
    /// left of the line it is in. A list of work instead of recursion, as files decide how deep macros nest.
    private func apply(_ states: [State], to values: inout [AttributeValue?]) {
        var pending = states
        while let state = pending.popLast() {
            guard values[state.attribute] == nil else { continue }
            values[state.attribute] = state.value
            if state.value == .set, let macro = macros[state.attribute] { pending += macro }
        }
    }
}
