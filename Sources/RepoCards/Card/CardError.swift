/// Why a card could not be read, and where.
///
/// Lines and columns count from 1 in the whole file, not in the YAML block, so an editor can jump there.
public struct CardError: Error, Sendable, Hashable, CustomStringConvertible {
    public let problem: String
    public let line: Int?
    public let column: Int?

    public init(_ problem: String, line: Int? = nil, column: Int? = nil) {
        self.problem = problem
        self.line = line
        self.column = column
    }

    /// The problem with its place: `did not find expected key (line 4, column 1)`.
    public var description: String {
        guard let line else { return problem }
        guard let column else { return "\(problem) (line \(line))" }
        return "\(problem) (line \(line), column \(column))"
    }
}
