import HubAPI
import HubStorage
import Logging
import Synchronization

/// All vectors of one model in this node's memory, brought up to date from the table before they are searched.
///
/// It holds no rights and no names, and repos that were deleted stay until somebody notices: whatever it finds is to be
/// looked up. Searches work on a copy that is shared until it changes, so they wait for nobody.
final class VectorIndex: Sendable {
    struct Settings: Sendable {
        /// How old what is searched may be.
        var interval = Duration.seconds(1)
        /// How far the clocks of nodes, and the ends of their transactions, may lie apart.
        var overlap = Duration.seconds(300)
        /// After this time everything is compared again, whatever the clocks said.
        var fullInterval = Duration.seconds(600)
        /// How long one search reads changes; what is left is read by the next one.
        var patience = Duration.seconds(1)
        /// The most bytes of vectors. Repos beyond are found by full text only.
        var memory = 1 << 30
    }

    private struct Kind: Hashable {
        let type: RepoType
        let dimensions: Int
    }

    private struct State {
        var matrices: [Kind: VectorMatrix] = [:]
        var place = VectorIndex.start
        /// The latest time seen in a row.
        var latest = Int64.min
        var isReading = false
        var nextReading: ContinuousClock.Instant?
        var nextFull: ContinuousClock.Instant?
        var isFull = false
    }

    private static let start = VectorStore.Change(stamp: .min, repoID: .min)
    private static let pageSize = 2_000

    let model: String
    private let database: any Database
    private let settings: Settings
    private let logger: Logger
    private let state = Mutex(State())

    init(model: String, database: any Database, logger: Logger, settings: Settings = Settings()) {
        self.model = model
        self.database = database
        self.logger = logger
        self.settings = settings
    }

    /// The number of repos it holds.
    var count: Int { state.withLock { $0.matrices.values.reduce(0) { $0 + $1.count } } }

    /// The bytes they take.
    var bytes: Int { state.withLock { Self.bytes($0) } }

    /// The repos nearest to a query, at most `count`, nearest first. They may be private, or gone.
    ///
    /// - Parameter candidates: The only repos that are looked at; nil for all.
    func nearest(
        to query: VectorCode, type: RepoType, count: Int, among candidates: Set<Int64>? = nil
    ) -> [NearRepo] {
        let matrix = state.withLock { $0.matrices[Kind(type: type, dimensions: query.dimensions)] }
        return matrix?.nearest(to: query, count: count, among: candidates) ?? []
    }

    /// Drops repos that were found to be gone.
    func forget(_ ids: [Int64]) {
        guard !ids.isEmpty else { return }
        state.withLock { state in
            for id in ids { Self.remove(id, &state) }
        }
    }

    private static func remove(_ id: Int64, _ state: inout State) {
        for kind in Array(state.matrices.keys) { state.matrices[kind]?.remove(id) }
    }

    // MARK: Reading changes

    /// Reads what changed, unless that was done a moment ago or somebody is at it. It ends when its patience does:
    /// a search then goes on with what there is.
    func refresh() async throws {
        let now = ContinuousClock.now
        guard begin(now) else { return }
        let end = now.advanced(by: settings.patience)
        do {
            repeat {
                if try await readPage() { return finish(whole: true) }
            } while ContinuousClock.now < end
        } catch {
            finish(whole: false)
            throw error
        }
        finish(whole: false)
    }

    private func begin(_ now: ContinuousClock.Instant) -> Bool {
        state.withLock { state in
            guard !state.isReading, state.nextReading.map({ $0 <= now }) ?? true else { return false }
            state.isReading = true
            if state.nextFull.map({ $0 <= now }) ?? true {
                state.nextFull = now.advanced(by: settings.fullInterval)
                state.place = Self.start
                state.isFull = false
            }
            return true
        }
    }

    private func finish(whole: Bool) {
        state.withLock { state in
            state.isReading = false
            guard whole else { return }
            state.nextReading = .now.advanced(by: settings.interval)
            guard state.latest > .min else { return state.place = Self.start }
            // A clock that runs ahead must not hide what the others write.
            let latest = min(Timestamp(milliseconds: state.latest), .now)
            state.place = VectorStore.Change(
                stamp: latest.adding(.zero - settings.overlap).milliseconds, repoID: .min)
        }
    }

    /// Returns whether it was the last page.
    private func readPage() async throws -> Bool {
        let place = state.withLock(\.place)
        let (changes, entries) = try await database.read { [self] db in
            let store = VectorStore(db)
            let changes = try store.changes(of: model, after: place, limit: Self.pageSize)
            return (changes, try store.entries(of: model, unknown(changes)))
        }
        let codes = entries.map { entry in (entry, try? VectorCode(stored: entry.vector)) }
        let isLast = changes.count < Self.pageSize
        let becameFull = state.withLock { state in
            let wasFull = state.isFull
            for (entry, code) in codes {
                // Without a usable vector, as when the text is refused, the one of the text before is none either.
                if let code { put(entry, code, &state) } else { Self.remove(entry.repoID, &state) }
            }
            if let last = changes.last {
                state.place = last
                state.latest = max(state.latest, last.stamp)
            }
            return state.isFull && !wasFull
        }
        if becameFull {
            logger.warning(
                "the memory for vectors is full: further repos are found by full text only",
                metadata: ["bytes": "\(settings.memory)"])
        }
        return isLast
    }

    /// The repos whose vectors in memory are not those of the changes.
    private func unknown(_ changes: [VectorStore.Change]) -> [Int64] {
        state.withLock { state in
            let isFull = state.isFull
            return changes.filter { change in
                let known = state.matrices.values.lazy.compactMap { $0.stamp(of: change.repoID) }.first
                return known.map { $0 != change.stamp } ?? !isFull
            }.map(\.repoID)
        }
    }

    private func put(_ entry: VectorStore.Entry, _ code: VectorCode, _ state: inout State) {
        let kind = Kind(type: entry.type, dimensions: code.dimensions)
        let old = state.matrices.first { $0.key != kind && $0.value.stamp(of: entry.repoID) != nil }?.key
        if let old { state.matrices[old]?.remove(entry.repoID) }
        let isKnown = state.matrices[kind]?.stamp(of: entry.repoID) != nil
        let room = settings.memory - Self.bytes(state)
        guard isKnown || room >= VectorMatrix.bytesPerRepo(dimensions: code.dimensions) else {
            state.isFull = true
            return
        }
        state.matrices[kind, default: VectorMatrix(dimensions: code.dimensions)]
            .put(code, stamp: entry.stamp, of: entry.repoID)
    }

    private static func bytes(_ state: State) -> Int { state.matrices.values.reduce(0) { $0 + $1.bytes } }
}
