import HTTPTypes
internal import Synchronization
import Xet

/// Asks the CAS how files are put together.
final class XetPlanner: Sendable {
    /// Of one answer: some hundred times of what a window of usual chunks needs.
    private static let maximumAnswer = 32 << 20
    private static let maximumRemembered = 1000

    private let session: HubSession
    private let tokens: XetTokens
    /// Addresses of CAS that know the first form of the answer only.
    private let older = Mutex<Set<String>>([])

    init(session: HubSession, tokens: XetTokens) {
        self.session = session
        self.tokens = tokens
    }

    /// - Parameter range: Bytes of the file, at least one.
    func plan(_ file: XetFileReference, _ range: Range<Int64>) async throws(HubError) -> XetPlan {
        let token = try await tokens.token(for: file.readTokenRoute)
        do throws(HubError) {
            return try await plan(file, range, token)
        } catch {
            guard error.status == 401 else { throw error }
            let other = try await tokens.token(for: file.readTokenRoute, insteadOf: token)
            return try await plan(file, range, other)
        }
    }

    private func plan(
        _ file: XetFileReference, _ range: Range<Int64>, _ token: XetToken
    ) async throws(HubError) -> XetPlan {
        if !older.withLock({ $0.contains(token.casURL) }) {
            do throws(HubError) {
                let answer = try await answer("/v2/reconstructions/", file, range, token)
                return try XetPlan(try answer.decode(XetPlanSecondForm.self).plan, length: range.count)
            } catch {
                guard error.status == 404 || error.status == 501 else { throw error }
            }
        }
        let answer = try await answer("/v1/reconstructions/", file, range, token)
        // Only now: the file could be what isn't there.
        older.withLock { older in
            if older.count >= Self.maximumRemembered { older.removeAll() }
            older.insert(token.casURL)
        }
        return try XetPlan(try answer.decode(XetPlanFirstForm.self).plan, length: range.count)
    }

    private func answer(
        _ path: String, _ file: XetFileReference, _ range: Range<Int64>, _ token: XetToken
    ) async throws(HubError) -> HubAnswer {
        var call = HubCall(.get, .url(token.casURL + path + file.hash.description))
        call.headers[.range] = "bytes=\(range.lowerBound)-\(range.upperBound - 1)"
        call.authorization = .bearer(token.text)
        call.subject = "Xet file \(file.hash)"
        do throws(HubError) {
            return try await session.answer(call, limit: Self.maximumAnswer)
        } catch {
            guard error.status == 416 else { throw error }
            throw HubError(
                .integrity(expected: "\(file.size) bytes", actual: "at most \(range.lowerBound) bytes"),
                "The Xet file \(file.hash) is shorter than its \(file.size) bytes", request: error.request, status: 416,
                requestID: error.requestID)
        }
    }
}
