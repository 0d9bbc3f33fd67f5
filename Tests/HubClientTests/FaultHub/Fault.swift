import HTTPTypes
import NIOCore

/// What goes wrong with one answer.
struct Fault: Sendable {
    /// Changes what the hub believes it was asked.
    var request: @Sendable (inout FaultRequest) -> Void = { _ in }
    /// Changes what it sends.
    var answer: @Sendable (FaultRequest, inout FaultAnswer) -> Void = { _, _ in }

    /// Anything else.
    static func answer(_ change: @escaping @Sendable (FaultRequest, inout FaultAnswer) -> Void) -> Fault {
        Fault(answer: change)
    }

    private static func body(_ change: @escaping @Sendable (inout FaultAnswer) -> Void) -> Fault {
        Fault(answer: { _, answer in change(&answer) })
    }

    // MARK: Connections

    /// Ends the connection after that many bytes of the body. For a connection that breaks every N bytes, set it for all
    /// requests.
    static func drop(after count: Int) -> Fault {
        body {
            $0.cut = count
            $0.ending = .close
        }
    }

    /// Ends the connection without a word.
    static let close = body {
        $0.isSilent = true
        $0.ending = .close
    }

    /// Says nothing, ever.
    static let silence = body {
        $0.isSilent = true
        $0.ending = .stall
    }

    /// Says nothing more after that many bytes of the body.
    static func stall(after count: Int) -> Fault {
        body {
            $0.cut = count
            $0.ending = .stall
        }
    }

    /// Sends the body in small pieces with pauses.
    static func drip(_ size: Int, every pause: Duration) -> Fault {
        body {
            $0.pieceSize = size
            $0.pause = pause
        }
    }

    /// Waits before it answers.
    static func delay(_ duration: Duration) -> Fault { body { $0.delay = duration } }

    /// Not HTTP.
    static let garbage = body {
        $0.rawHead = "SSH-2.0-OpenSSH_9.2\r\n\r\n"
        $0.ending = .close
    }

    // MARK: Statuses

    static func status(_ status: Int, _ headers: [String: String] = [:], _ text: String = "out of order") -> Fault {
        body {
            $0 = FaultAnswer(status, text: text)
            for (name, value) in headers { $0.set(name, value) }
        }
    }

    /// An error as the Hub words it.
    static func error(_ status: Int, code: String, _ message: String = "no") -> Fault {
        body { $0 = .error(status, code: code, message) }
    }

    /// To another address, which may be anything.
    static func redirect(to location: String, status: Int = 302) -> Fault {
        body {
            $0 = FaultAnswer(status, text: "elsewhere")
            $0.set("Location", location)
        }
    }

    /// To itself.
    static let redirectLoop = Fault(answer: { request, answer in
        answer = FaultAnswer(302, text: "elsewhere")
        answer.set("Location", request.target)
    })

    // MARK: Headers

    static func without(_ names: String...) -> Fault {
        body { for name in names { $0.set(name, nil) } }
    }

    static func with(_ name: String, _ value: String) -> Fault { body { $0.set(name, value) } }
}
