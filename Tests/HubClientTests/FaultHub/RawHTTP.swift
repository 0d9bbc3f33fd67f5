import NIOCore
import NIOPosix

/// One request over a connection of its own, with nothing in between that could be mended.
enum RawHTTP {
    struct Answer: Sendable {
        var status: Int
        /// As they came, names in lower case.
        var headers: [String: String]
        var body: [UInt8]
        /// All of it.
        var raw: [UInt8]
    }

    /// - Parameter headers: Whole lines, without their ends.
    static func ask(
        _ method: String = "GET", _ target: String, port: Int, headers: [String] = [], body: String = ""
    ) async throws -> Answer {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        let lines = ["\(method) \(target) HTTP/1.1", "Host: 127.0.0.1:\(port)", "Connection: close"] + headers
        let length = body.isEmpty ? [] : ["Content-Length: \(body.utf8.count)"]
        let request = (lines + length + ["", body]).joined(separator: "\r\n")
        return try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: request))
            var raw: [UInt8] = []
            for try await piece in inbound { raw.append(contentsOf: piece.readableBytesView) }
            return parsed(raw)
        }
    }

    private static func parsed(_ raw: [UInt8]) -> Answer {
        let end = [13, 10, 13, 10] as [UInt8]
        guard let split = raw.firstRange(of: end), raw.starts(with: Array("HTTP/1.1 ".utf8)) else {
            return Answer(status: 0, headers: [:], body: [], raw: raw)
        }
        let lines = String(decoding: raw[..<split.lowerBound], as: UTF8.self).split(separator: "\r\n")
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            headers[parts[0].lowercased()] = parts.count > 1 ? String(parts[1].drop { $0 == " " }) : ""
        }
        return Answer(
            status: Int(lines[0].split(separator: " ")[1]) ?? 0, headers: headers,
            body: Array(raw[split.upperBound...]),
            raw: raw)
    }
}
