import HTTPTypes

/// The rest of a large file over several connections, if one is slow.
extension HTTPTransfer {
    /// Whether the server can send parts of what it sends now, and they can be proven to belong together.
    func canSplit(_ stream: HubStream) -> Bool {
        guard maySplit, mayAskForRanges, size != nil, partial.expected.digest != nil, resume.validator != nil else {
            return false
        }
        return stream.status == 206 || stream.headers[.acceptRanges]?.lowercased() == "bytes"
    }

    /// Whether enough is missing, and there is room for parts that come before their turn.
    var isWorthSplitting: Bool {
        let limits = SplitLimits.current
        guard let size, size - partial.length >= limits.minimumRest else { return false }
        let ahead = Int64(limits.slots) * limits.partSizes.upperBound
        let free = DiskSpace.free(FileSystem.folder(of: partial.path)) ?? .max
        return free >= size - partial.length + ahead
    }

    /// Brings the rest over several connections, unless other downloads have those. When this returns, one connection
    /// brings what is still missing.
    mutating func split(at speed: Double) async throws(BrokenAnswer) {
        maySplit = false
        let limits = SplitLimits.current
        guard let size, let validator = resume.validator else { return }
        let extra = limits.connections - 1
        guard session.extraConnections.takeIfFree(extra) else { return }
        defer { session.extraConnections.give(extra) }
        let transfer = SplitTransfer(
            session: session, call: call, validator: validator, size: size, partSize: limits.partSize(at: speed),
            limits: limits)
        do throws(HubError) {
            answers += try await transfer.run(into: partial, meter: meter)
        } catch {
            answers += 1
            // One connection tells what is the matter, or brings the rest.
            if Task.isCancelled { throw .final(error) }
            switch error.kind {
            case .fileSystem, .outOfSpace: throw .final(error)
            default: break
            }
        }
    }
}
