#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// An IPv4 or IPv6 address. One of IPv4 that is written in IPv6's form counts as what it is.
struct IPAddress: Hashable, Sendable {
    /// 4 or 16.
    let bytes: [UInt8]

    private static let mappedPrefix: [UInt8] = Array(repeating: 0, count: 10) + [255, 255]

    init?(_ text: some StringProtocol) {
        var (short, long) = (in_addr(), in6_addr())
        if inet_pton(AF_INET, String(text), &short) == 1 {
            bytes = withUnsafeBytes(of: short) { Array($0) }
        } else if inet_pton(AF_INET6, String(text), &long) == 1 {
            let all = withUnsafeBytes(of: long) { Array($0) }
            bytes = all.starts(with: Self.mappedPrefix) ? Array(all.dropFirst(12)) : all
        } else {
            return nil
        }
    }

    /// As proxies write it: some add the port, and IPv6 then stands in brackets.
    init?(hop text: some StringProtocol) {
        if let address = IPAddress(text) {
            self = address
        } else if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
            self.init(text[..<end].dropFirst())
        } else if let colon = text.firstIndex(of: ":"), text[colon...].dropFirst().utf8.allSatisfy(\.isDigit) {
            self.init(text[..<colon])
        } else {
            return nil
        }
    }

    /// What is one customer's: an IPv4 address, or the network of 64 bits that each gets with IPv6, where one machine
    /// can call from as many addresses as it likes.
    var customer: [UInt8] { bytes.count == 4 ? bytes : Array(bytes.prefix(8)) }
}

/// Addresses that begin with the same bits: `10.0.0.0/8`. A single address is one, too.
struct IPNetwork: Hashable, Sendable {
    private let base: IPAddress
    private let length: Int

    init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, let base = IPAddress(parts[0]) else { return nil }
        let bits = base.bytes.count * 8
        guard parts.count == 2 else {
            self.init(base: base, length: bits)
            return
        }
        guard parts[1].utf8.allSatisfy(\.isDigit), let length = Int(parts[1]), length <= bits
        else { return nil }
        self.init(base: base, length: length)
    }

    private init(base: IPAddress, length: Int) {
        self.base = base
        self.length = length
    }

    func contains(_ address: IPAddress) -> Bool {
        guard address.bytes.count == base.bytes.count else { return false }
        let whole = length / 8
        guard address.bytes.prefix(whole) == base.bytes.prefix(whole) else { return false }
        guard length % 8 > 0 else { return true }
        return (address.bytes[whole] ^ base.bytes[whole]) >> (8 - length % 8) == 0
    }
}

extension UInt8 {
    fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
}
