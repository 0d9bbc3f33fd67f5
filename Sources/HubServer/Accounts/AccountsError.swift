/// Why a change to accounts was refused, as a sentence for the person who asked for it.
package struct AccountsError: Error, Sendable, CustomStringConvertible {
    package enum Code: Sendable {
        case invalidName, reservedName, nameTaken
        case unknownAccount, wrongKind
        case invalidValue, weakPassword
        case lastAdmin
        case unknownToken, ambiguousToken
    }

    package let code: Code
    package let message: String

    package var description: String { message }

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// Somebody's input, fit to be shown on a terminal or in a header.
    static func shown(_ text: String) -> String {
        String(
            text.unicodeScalars.prefix(100).map { $0.value < 0x20 || $0.value == 0x7F ? "?" : Character($0) })
    }
}
