import NIOCore
import Xet

/// Downloads files from Xet storage. One for all downloads of a hub: they share tokens, requests and memory.
///
/// A file is read in windows. For each the CAS says which parts of which xorbs make it; several windows are fetched and
/// decoded at once, as far as memory is granted for them, while the first of them is delivered.
final class XetDownload: Sendable {
    private let limits: XetLimits
    private let shared: XetShared

    init(session: HubSession, limits: XetLimits = XetLimits()) {
        self.limits = limits
        shared = XetShared(session: session, limits: limits)
    }

    /// Bytes of memory that no download has.
    var freeMemory: Int { shared.memory.free }

    /// Delivers the bytes of a file strictly in their order, each once.
    ///
    /// - Parameters:
    ///   - range: Bytes of the file, such as those behind what is there already; nil for all of it.
    ///   - provesHash: Whether the Xet hash of what comes is computed and compared. Needless for those who know a SHA-256
    ///     of the file and compare that. Only a whole file can be proven.
    ///   - deliver: Called with one piece after the other, never at once; the next comes when it has returned.
    /// - Returns: Whether the file was proven to be the one with its Xet hash.
    /// - Throws: ``HubError/Kind/integrity(expected:actual:)`` for content that isn't what was promised, and what asking
    ///   the hub or `deliver` throws.
    @discardableResult
    func download(
        _ file: XetFileReference, range: Range<Int64>? = nil, provesHash: Bool = false,
        deliver: (ByteBuffer) async throws(HubError) -> Void
    ) async throws(HubError) -> Bool {
        let whole = 0..<file.size
        let range = range ?? whole
        guard range.lowerBound >= 0, range.upperBound <= file.size else {
            throw HubError(.invalidInput, "The bytes \(range) lie outside a file of \(file.size) bytes")
        }
        let proof = provesHash && range == whole ? XetFileProof(file) : nil
        var delivery = XetDelivery(file, range, proof: proof, limits: limits, shared: shared)
        return try await delivery.run(deliver)
    }
}

/// What all downloads of a hub have in common.
struct XetShared: Sendable {
    let planner: XetPlanner
    let transfer: XetTransfer
    /// Bytes of raw content.
    let memory: Permits
    let requests: Permits

    init(session: HubSession, limits: XetLimits) {
        planner = XetPlanner(session: session, tokens: XetTokens(session: session))
        transfer = XetTransfer(session: session)
        memory = Permits(limits.memory)
        requests = Permits(limits.requests)
    }
}
