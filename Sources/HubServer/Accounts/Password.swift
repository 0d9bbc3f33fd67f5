import Crypto
import CryptoExtras

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Stored passwords: `$scrypt$ln=15,r=8,p=1$salt$key`, so that the cost can rise later without losing old ones.
///
/// Each computation takes 32 MiB and tens of milliseconds: no request may begin one before there is a bound on how
/// many run at once.
enum Password {
    static let minimumLength = 8
    static let maximumLength = 1024

    private struct Cost: Equatable {
        var logRounds = 15
        var blockSize = 8
        var parallelism = 1
    }

    private static let keyLength = 32

    static func hash(_ password: String) throws -> String {
        var generator = SystemRandomNumberGenerator()
        let salt = (0..<16).map { _ in UInt8.random(in: 0...255, using: &generator) }
        let cost = Cost()
        let key = try derive(password, salt, cost)
        return "$scrypt$ln=\(cost.logRounds),r=\(cost.blockSize),p=\(cost.parallelism)"
            + "$\(Data(salt).base64EncodedString())$\(Data(key).base64EncodedString())"
    }

    /// Whether the password is the one that was stored. With nothing stored (an unknown user, or one without a
    /// password) it takes as long and answers no.
    static func verify(_ password: String, against stored: String?) throws -> Bool {
        guard let stored, let (cost, salt, key) = parse(stored) else {
            _ = try derive(password, Array(repeating: 0, count: 16), Cost())
            return false
        }
        // The library needs at least one byte, and no stored password is that short.
        return isEqual(try derive(password, salt, cost), key) && password.utf8.count >= minimumLength
    }

    private static func derive(_ password: String, _ salt: [UInt8], _ cost: Cost) throws -> [UInt8] {
        let bytes = password.isEmpty ? [0] : Array(password.utf8.prefix(maximumLength))
        return try KDF.Scrypt.deriveKey(
            from: bytes, salt: salt, outputByteCount: keyLength, rounds: 1 << cost.logRounds,
            blockSize: cost.blockSize, parallelism: cost.parallelism
        ).withUnsafeBytes { Array($0) }
    }

    private static func parse(_ stored: String) -> (Cost, salt: [UInt8], key: [UInt8])? {
        let parts = stored.split(separator: "$").map(String.init)
        guard parts.count == 4, parts[0] == "scrypt",
            let salt = Data(base64Encoded: parts[2]), !salt.isEmpty,
            let key = Data(base64Encoded: parts[3]), key.count == keyLength
        else { return nil }
        var cost = Cost()
        for setting in parts[1].split(separator: ",") {
            let pair = setting.split(separator: "=")
            guard pair.count == 2, let value = Int(pair[1]) else { return nil }
            switch pair[0] {
            // The bounds keep a damaged row from taking all memory.
            case "ln" where (10...20).contains(value): cost.logRounds = value
            case "r" where (1...16).contains(value): cost.blockSize = value
            case "p" where (1...4).contains(value): cost.parallelism = value
            default: return nil
            }
        }
        return (cost, Array(salt), Array(key))
    }

    /// Compares without telling by its duration where the first difference is.
    private static func isEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        guard left.count == right.count else { return false }
        return zip(left, right).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
