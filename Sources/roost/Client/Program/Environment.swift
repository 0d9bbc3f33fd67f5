#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Variables that concern what commands show. What concerns the hub is read by `HubConfiguration.environment`.
enum Environment {
    static func value(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }

    /// Whether it is set to what Python's client takes for true.
    static func isTrue(_ name: String) -> Bool {
        ["1", "on", "yes", "true"].contains(value(name)?.lowercased())
    }

    /// Whether it is set to anything at all, as `NO_COLOR` is read.
    static func isSet(_ name: String) -> Bool { value(name).map { !$0.isEmpty } ?? false }
}
