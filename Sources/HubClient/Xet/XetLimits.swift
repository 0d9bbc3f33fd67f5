/// How much a hub's downloads by Xet may have under way.
struct XetLimits: Sendable {
    /// Bytes of a file that are planned together. What a CAS lists for a range is signed for exactly these bytes and must
    /// be read in one go, so this decides how large requests for content are.
    var window = 16 << 20
    /// Raw bytes in memory, of all files together.
    var memory = 64 << 20
    /// Requests for content at once, of all files together.
    var requests = 16
    /// Windows of a file that are planned ahead, those included that are being fetched.
    var plansAhead = 8
}
