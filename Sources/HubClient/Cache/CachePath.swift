import Crypto

/// Which names that a hub or a caller gives may become paths on this machine.
enum CachePath {
    /// Checks the path of a file in a repo: it must stay below the folder that it is put into, here and on every other
    /// system that may read the cache.
    ///
    /// Refused are `..` between slashes of either kind, absolute paths, Windows' drives and servers, empty parts, `.`
    /// and NUL. Python's client refuses the same, but for the last three.
    static func check(_ file: String, _ what: String = "file") throws(HubError) {
        func refuse(_ why: String) -> HubError {
            let shown = String(
                String.UnicodeScalarView(file.unicodeScalars.prefix(200).map { $0.value < 32 ? "?" : $0 }))
            return HubError(
                .invalidInput, "The \(what) “\(shown)” can't be stored on this machine: \(why)",
                suggestion: "If the hub lists it under this name, ask the repo's owner to rename it")
        }
        if file.utf8.isEmpty { throw refuse("its name is empty") }
        if file.utf8.contains(0) { throw refuse("its name holds a NUL") }
        if file.utf8.first == UInt8(ascii: "/") { throw refuse("it is absolute") }
        if parts(file, { $0 == "/" || $0 == "\\" }).contains(where: { $0.elementsEqual("..".unicodeScalars) }) {
            throw refuse("it leaves its folder by “..”")
        }
        for part in parts(file, { $0 == "/" }) {
            if part.isEmpty || part.elementsEqual(".".unicodeScalars) { throw refuse("it has an empty part") }
            // Each part counts by itself: systems with drives take them one after another.
            if part.first == "\\" { throw refuse("Windows takes it for absolute") }
            if part.dropFirst().first == ":" { throw refuse("Windows takes a part of it for a drive") }
        }
    }

    /// Slashes are scalars: as a character, one that a combining mark follows is none.
    private static func parts(
        _ text: String, _ isSeparator: (Unicode.Scalar) -> Bool
    ) -> [Substring.UnicodeScalarView] {
        text.unicodeScalars.split(omittingEmptySubsequences: false, whereSeparator: isSeparator)
    }

    /// The file name of a blob: the etag itself, as Python's client does it.
    ///
    /// An etag that is no plain name, which no hub is known to send, becomes its SHA-256.
    static func blobName(_ etag: String) -> String {
        let isPlain =
            (1...200).contains(etag.utf8.count) && etag.utf8.first != UInt8(ascii: ".")
            && !etag.hasSuffix(".incomplete") && etag.utf8.allSatisfy(isPlain)
        return isPlain ? etag : "sha256-" + SHA256.hash(data: Array(etag.utf8)).hexDigits
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
            UInt8(ascii: "+"), UInt8(ascii: "="):
            true
        default: false
        }
    }

    /// Whether a text is so many lower-case hex digits.
    static func isHex(_ text: some StringProtocol, count: Int) -> Bool {
        text.utf8.count == count
            && text.utf8.allSatisfy {
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                    || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
            }
    }
}

extension Sequence<UInt8> {
    /// Two lower-case hex digits a byte.
    var hexDigits: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
