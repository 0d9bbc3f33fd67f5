extension HubSession {
    /// Waits before a transfer that broke is continued, as requests are repeated: longer each time.
    ///
    /// - Parameter attempt: Counts from 1.
    func pause(beforeAttempt attempt: Int) async throws(HubError) {
        let policy = RepeatPolicy(repeats: .always, maximum: .max)
        let setback = Setback.transport(TransportError(.closed, ""))
        let decision = policy.decision(
            after: setback, attempt: max(0, attempt - 1), now: clock.now(), chance: clock.chance())
        guard case .wait(let wait) = decision else { return }
        do { try await clock.sleep(wait) } catch { throw HubError(.cancelled, "Cancelled between two requests") }
    }
}
