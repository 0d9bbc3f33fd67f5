import HubStorage

/// All migrations in order. A migration that has been released never changes; new ones are appended.
enum Schema {
    static let migrations: [Migration] = [.foundation, .xet, .catalogue]
}
