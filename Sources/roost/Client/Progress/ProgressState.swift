import HubClient

/// How far a download is, as events tell it.
struct ProgressState {
    struct File {
        var name: String
        var completed: Int64
        var total: Int64?
        var speed: Speed
    }

    private(set) var active: [File] = []
    private(set) var files = 0
    private(set) var finishedFiles = 0
    private(set) var bytes: Int64 = 0
    private var finishedBytes: Int64 = 0
    private var speed: Speed?

    var completed: Int64 { active.reduce(finishedBytes) { $0 + $1.completed } }
    var bytesPerSecond: Int64? { speed?.bytesPerSecond }

    mutating func apply(_ event: TransferEvent, at now: ContinuousClock.Instant) {
        switch event {
        case .planned(let files, let bytes):
            self.files = max(self.files, files)
            self.bytes = max(self.bytes, bytes)
        case .bytes(let name, let completed, let total):
            let before = self.completed
            if let index = active.firstIndex(where: { $0.name == name }) {
                active[index].completed = completed
                active[index].total = total ?? active[index].total
                active[index].speed.add(completed, at: now)
            } else {
                active.append(File(name: name, completed: completed, total: total, speed: Speed(completed, at: now)))
                // What lay here before was not fetched now.
                shiftSpeed(since: before)
            }
            measure(at: now)
        case .finished(let name, let file):
            let before = completed
            let wasActive = active.contains { $0.name == name }
            active.removeAll { $0.name == name }
            finishedFiles += 1
            finishedBytes += file.size
            if !wasActive, file.source == .cache { shiftSpeed(since: before) }
            measure(at: now)
        case .restarted(let name, _):
            let before = completed
            if let index = active.firstIndex(where: { $0.name == name }) {
                active[index].completed = 0
                active[index].speed = Speed(0, at: now)
            }
            shiftSpeed(since: before)
        }
        bytes = max(bytes, completed)
        files = max(files, finishedFiles + active.count)
    }

    private mutating func measure(at now: ContinuousClock.Instant) {
        let completed = completed
        if speed == nil { speed = Speed(completed, at: now) } else { speed?.add(completed, at: now) }
    }

    /// Leaves out what came since without being fetched.
    private mutating func shiftSpeed(since before: Int64) {
        let difference = completed - before
        speed?.shift(by: difference)
    }
}

/// Bytes a second over the last few seconds.
struct Speed {
    private var samples: [(time: ContinuousClock.Instant, bytes: Int64)]

    init(_ bytes: Int64, at now: ContinuousClock.Instant) { samples = [(now, bytes)] }

    mutating func add(_ bytes: Int64, at now: ContinuousClock.Instant) {
        if samples.count > 1, let last = samples.last, now - last.time < .milliseconds(100) {
            samples[samples.count - 1].bytes = bytes
            return
        }
        samples.append((now, bytes))
        if samples.count > 2, now - samples[1].time > .seconds(3) { samples.removeFirst() }
    }

    /// Moves what was counted so far, by bytes that no time was spent on.
    mutating func shift(by bytes: Int64) {
        for index in samples.indices { samples[index].bytes += bytes }
    }

    var bytesPerSecond: Int64? {
        guard let first = samples.first, let last = samples.last else { return nil }
        let seconds = (last.time - first.time) / .seconds(1)
        guard seconds > 0.2 else { return nil }
        return max(0, Int64(Double(last.bytes - first.bytes) / seconds))
    }
}
