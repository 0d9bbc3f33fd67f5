/// The version of this package: what `roost version` prints, and what the client calls itself in its requests.
public enum RoostVersion {
    /// By semantic versioning, such as `1.2.0`.
    public static let current = "0.1.0"
}
