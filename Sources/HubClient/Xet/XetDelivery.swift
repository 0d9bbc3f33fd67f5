import NIOCore

/// One download: keeps windows under way, and delivers the bytes of the first of them.
///
/// Memory is granted to windows in the order of the file, so the first one can always be delivered, and what it leaves is
/// for others. A download that has no memory waits for some; one that has any goes on with it. So none waits for ever.
struct XetDelivery {
    typealias Deliver = (ByteBuffer) async throws(HubError) -> Void

    private let file: XetFileReference
    private let range: Range<Int64>
    private var proof: XetFileProof?
    private let limits: XetLimits
    private let shared: XetShared

    /// Those under way, in the order of the file.
    private var windows: [XetWindow] = []
    /// What the first of them have of memory.
    private var grants: [Int] = []
    /// Where the next window begins.
    private var next: Int64

    init(_ file: XetFileReference, _ range: Range<Int64>, proof: XetFileProof?, limits: XetLimits, shared: XetShared) {
        self.file = file
        self.range = range
        self.proof = proof
        self.limits = limits
        self.shared = shared
        next = range.lowerBound
    }

    /// - Returns: Whether the file was proven.
    mutating func run(_ deliver: Deliver) async throws(HubError) -> Bool {
        let outcome: Result<Bool, HubError> = await withDiscardingTaskGroup { group in
            do throws(HubError) {
                while true {
                    try await keepWindows(in: &group)
                    guard let window = windows.first else { break }
                    try await self.deliver(window, in: &group, deliver)
                    windows.removeFirst()
                    shared.memory.give(grants.removeFirst())
                }
                try proof?.finish()
                return .success(proof != nil)
            } catch {
                group.cancelAll()
                return .failure(error)
            }
        }
        // Only now nobody fills memory any more.
        for grant in grants { shared.memory.give(grant) }
        grants = []
        return try outcome.get()
    }

    /// Begins windows, and lets those fetch for which there is memory.
    private mutating func keepWindows(in group: inout DiscardingTaskGroup) async throws(HubError) {
        while next < range.upperBound, windows.count < limits.plansAhead {
            let end = min(next + Int64(limits.window), range.upperBound)
            let window = XetWindow(file, next..<end, provesHash: proof != nil, planner: shared.planner)
            next = end
            windows.append(window)
            let shared = shared
            group.addTask { await window.run(shared.transfer, requests: shared.requests) }
        }
        while grants.count < windows.count {
            let window = windows[grants.count]
            let memory = min(window.memory, shared.memory.total)
            if !shared.memory.takeIfFree(memory) {
                guard grants.isEmpty else { return }
                try await shared.memory.take(memory)
            }
            grants.append(memory)
            window.permitFetches()
        }
    }

    private mutating func deliver(
        _ window: XetWindow, in group: inout DiscardingTaskGroup, _ deliver: Deliver
    ) async throws(HubError) {
        let content = try await window.planned()
        var left = window.range.count
        var skipped = content.plan.offset
        var position = window.range.lowerBound - Int64(skipped)
        for term in content.plan.terms {
            let fetch = content.fetches[term.fetch]
            let start = try await fetch.start(ofChunk: term.chunks.lowerBound)
            let end = start + min(term.length, skipped + left)
            var place = start + skipped
            while place < end {
                let (bytes, freed) = try await fetch.piece(from: place, to: end)
                place += bytes.readableBytes
                left -= bytes.readableBytes
                try await deliver(bytes)
                try await free(freed, in: &group)
            }
            // The rest of the last chunk is not delivered, but has to be right.
            _ = try await fetch.start(ofChunk: term.chunks.upperBound)
            if proof != nil { try proof?.append(fetch.hashes(of: term.chunks), from: position) }
            position += Int64(term.length)
            skipped = 0
            try await free(fetch.finishUse(), in: &group)
        }
    }

    /// Gives memory of the first window back, and lets another window have it.
    private mutating func free(_ count: Int, in group: inout DiscardingTaskGroup) async throws(HubError) {
        let count = min(count, grants[0])
        guard count > 0 else { return }
        grants[0] -= count
        shared.memory.give(count)
        try await keepWindows(in: &group)
    }
}
