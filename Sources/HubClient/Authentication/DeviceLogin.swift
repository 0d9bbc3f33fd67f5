import HTTPTypes
import HubAPI

/// What a person needs to log in with a browser on any device (RFC 8628 § 3.2).
public struct DeviceCode: Sendable, Hashable {
    /// The code to enter, such as `ABCD-EFGH`.
    public let userCode: String
    /// The page to open.
    public let verificationAddress: String
    /// The page to open that knows the code already; the plain one if the hub has none.
    public let completeAddress: String
    /// How long the code can be used.
    public let validFor: Duration
    /// What this client asks with; a secret.
    let deviceCode: String
    let interval: Duration
}

extension Hub {
    /// Logs in by a code that a person enters in a browser, and keeps the token (RFC 8628).
    ///
    /// - Parameter show: Shows the person where to go and what to enter.
    /// - Returns: Who is logged in now, once the person has agreed.
    /// - Throws: ``HubError`` of kind `notSupported` if the hub doesn't offer this, `forbidden` if the person refuses,
    ///   `timeout` if they take too long, `cancelled`.
    public func login(_ show: (DeviceCode) async -> Void) async throws(HubError) -> Login {
        let code = try await deviceCode()
        await show(code)
        let answer = try await session.tokens(for: code)
        guard let token = answer.access_token else {
            throw HubError(.decoding, "The hub's OAuth server agreed, but sent no token")
        }
        let expiry = answer.expires_in.map { Timestamp(milliseconds: Int64((session.clock.now() + $0) * 1000)) }
        return try await login(token: token, refreshToken: answer.refresh_token, expiresAt: expiry)
    }

    private func deviceCode() async throws(HubError) -> DeviceCode {
        struct Wire: Decodable {
            let device_code: String
            let user_code: String
            let verification_uri: String
            let verification_uri_complete: String?
            let interval: Double?
            let expires_in: Double?
        }
        let answer: HubAnswer
        do {
            answer = try await session.answer(session.oauthCall("/oauth/device", []), limit: 1 << 20)
        } catch {
            if let word = error.serverMessage, ["invalid_client", "unauthorized_client"].contains(where: word.contains)
            {
                throw HubError(
                    .notSupported, "The hub's login by browser doesn't know this client",
                    suggestion: "Set HF_DEVICE_CODE_OAUTH_CLIENT_ID to an id that it knows, or log in with a token",
                    request: error.request, status: error.status, serverMessage: word, requestID: error.requestID)
            }
            guard [.notFound, .notSupported].contains(error.kind) else { throw error }
            throw HubError(
                .notSupported, "The hub has no login by browser",
                suggestion: "Make a token in the settings of your account there, and log in with it",
                request: error.request, status: error.status, requestID: error.requestID)
        }
        let wire = try answer.decode(Wire.self)
        return DeviceCode(
            userCode: wire.user_code, verificationAddress: wire.verification_uri,
            completeAddress: wire.verification_uri_complete ?? wire.verification_uri,
            validFor: .seconds(min(max(1, wire.expires_in ?? 900), 86_400)), deviceCode: wire.device_code,
            interval: .seconds(min(max(1, wire.interval ?? 5), 300)))
    }
}

extension HubSession {
    /// Asks again and again whether the person has agreed. What goes wrong on the way ends nothing until the code is
    /// no longer valid.
    fileprivate func tokens(for code: DeviceCode) async throws(HubError) -> OAuthAnswer {
        var interval = code.interval
        var waited = Duration.zero
        while waited < code.validFor {
            do { try await clock.sleep(interval) } catch {
                throw HubError(.cancelled, "The login was cancelled")
            }
            waited += interval
            let answer: OAuthAnswer
            do {
                answer = try await oauthTokens([
                    (name: "grant_type", value: "urn:ietf:params:oauth:grant-type:device_code"),
                    (name: "device_code", value: code.deviceCode),
                ])
            } catch {
                if error.kind == .cancelled || error.kind == .offline { throw error }
                continue
            }
            if answer.access_token != nil { return answer }
            switch answer.error {
            case "authorization_pending", nil: break
            case "slow_down": interval += .seconds(5)
            case "expired_token": waited = code.validFor
            case "access_denied":
                throw HubError(.forbidden, "The login was refused in the browser", suggestion: "Log in again")
            default:
                throw HubError(
                    .unauthorized, "The hub's OAuth server refuses the login", serverMessage: answer.complaint)
            }
        }
        throw HubError(.timeout, "The code was not entered in time", suggestion: "Log in again")
    }
}
