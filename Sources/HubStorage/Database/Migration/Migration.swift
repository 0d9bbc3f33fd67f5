/// One step of the schema. Steps that have been released never change.
///
/// In the statements `{blob}`, `{bigint}`, `{double}` and `{text_ci}` stand for the database's own type.
public struct Migration: Sendable {
    /// 1 for the first, each next one greater by one.
    public let version: Int
    public let name: String
    /// One statement per element.
    public let statements: [String]
    /// What only one database understands, such as its full text; run after the others.
    public let own: [SQLDialect: [String]]

    public init(version: Int, name: String, statements: [String], own: [SQLDialect: [String]] = [:]) {
        self.version = version
        self.name = name
        self.statements = statements
        self.own = own
    }
}

extension SQLDialect {
    /// Puts this database's types in place of the tokens of a migration.
    func resolvingTypes(in statement: String) -> String {
        let types =
            switch self {
            case .sqlite: [("blob", "BLOB"), ("bigint", "INTEGER"), ("double", "REAL"), ("text_ci", "TEXT")]
            case .postgresql:
                [
                    ("blob", "BYTEA"), ("bigint", "BIGINT"), ("double", "DOUBLE PRECISION"),
                    ("text_ci", "TEXT"),
                ]
            }
        return types.reduce(statement) { text, type in
            text.split(separator: "{\(type.0)}", omittingEmptySubsequences: false).joined(separator: type.1)
        }
    }
}
