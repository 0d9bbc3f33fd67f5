import NIOCore

/// Fills a partial file by Xet, from where it ends.
struct XetFileTransfer {
    let hub: Hub
    let reference: XetFileReference
    /// For errors.
    let subject: String
    let partial: PartialFile
    let meter: ProgressMeter?

    /// - Returns: false if the hub has no Xet after all, so that the file must be fetched in another way.
    func run() async throws(HubError) -> Bool {
        meter?.report(partial.length, total: reference.size)
        var hasRestarted = false
        while true {
            do throws(HubError) {
                try await fill()
            } catch {
                guard partial.length == partial.inherited, Self.saysThereIsNoXet(error) else { throw error }
                return false
            }
            guard let expected = partial.expected.digest, let actual = try await partial.hash(), actual != expected.hex
            else { break }
            guard partial.inherited > 0, !hasRestarted else {
                throw HubError(
                    .integrity(expected: expected.hex, actual: actual),
                    "The bytes of \(subject) are not those that the hub promised: "
                        + "its hash is \(actual), not \(expected.hex)",
                    suggestion: "Try again; if it happens again, tell the owner of the hub")
            }
            // What an earlier run left may be what is wrong.
            hasRestarted = true
            try partial.restart()
            meter?.restarted("its bytes are not those that the hub promised")
        }
        meter?.report(partial.length, total: reference.size, isLast: true)
        return true
    }

    private func fill() async throws(HubError) {
        let start = partial.length
        guard start < reference.size else { return }
        try await hub.xet.download(
            reference, range: start > 0 ? start..<reference.size : nil,
            provesHash: partial.expected.digest == nil && start == 0
        ) { buffer throws(HubError) in
            guard partial.length + Int64(buffer.readableBytes) <= reference.size else {
                throw HubError(
                    .integrity(expected: "\(reference.size) bytes", actual: "more"),
                    "Xet storage sent more than the \(reference.size) bytes of \(subject)")
            }
            try partial.append(buffer)
            meter?.report(partial.length)
        }
        guard partial.length == reference.size else {
            throw HubError(
                .integrity(expected: "\(reference.size) bytes", actual: "\(partial.length) bytes"),
                "Xet storage sent only \(partial.length) of the \(reference.size) bytes of \(subject)")
        }
    }

    /// A hub that announces Xet hashes but has no route for tokens; anything else that goes wrong is an error.
    private static func saysThereIsNoXet(_ error: HubError) -> Bool {
        switch error.kind {
        case .notFound, .notSupported: error.request?.contains("/xet-read-token/") ?? false
        default: false
        }
    }
}
