import NIOCore
import NIOPosix
import Synchronization

/// A server on a free port of this machine that does what it is told, byte for byte, on every connection.
final class LoopbackServer: Sendable {
    enum Step: Sendable {
        /// Waits for the head of a request.
        case request
        case send(String)
        /// Sends so many bytes.
        case fill(Int)
        case pause(Duration)
        case close
        /// Says nothing more until the connection ends.
        case hang
    }

    private struct State {
        var requests: [String] = []
        var connections = 0
    }

    private let channel: any Channel
    private let task: Task<Void, any Error>
    private let log: Log
    private let seen: AsyncStream<Void>
    let url: String

    var requests: [String] { log.state.withLock { $0.requests } }
    var connections: Int { log.state.withLock { $0.connections } }

    init(_ steps: [Step]) async throws {
        let server = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .bind(host: "127.0.0.1", port: 0) { child in
                child.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: child)
                }
            }
        channel = server.channel
        url = "http://127.0.0.1:\(server.channel.localAddress?.port ?? 0)"
        let (stream, continuation) = AsyncStream<Void>.makeStream()
        seen = stream
        let log = Log(continuation)
        self.log = log
        task = Task {
            try await withThrowingDiscardingTaskGroup { group in
                try await server.executeThenClose { clients in
                    for try await client in clients {
                        log.state.withLock { $0.connections += 1 }
                        group.addTask { try? await Self.serve(client, steps, log) }
                    }
                }
            }
        }
    }

    /// Waits until the head of another request has come.
    func nextRequest() async { for await _ in seen { return } }

    func shutdown() async {
        task.cancel()
        try? await channel.close()
        _ = await task.result
    }

    private final class Log: Sendable {
        let state = Mutex(State())
        let seen: AsyncStream<Void>.Continuation

        init(_ seen: AsyncStream<Void>.Continuation) { self.seen = seen }

        func add(_ request: String) {
            state.withLock { $0.requests.append(request) }
            seen.yield()
        }
    }

    private static func serve(
        _ client: NIOAsyncChannel<ByteBuffer, ByteBuffer>, _ steps: [Step], _ log: Log
    ) async throws {
        try await client.executeThenClose { inbound, outbound in
            var chunks = inbound.makeAsyncIterator()
            var received = ""
            for step in steps {
                switch step {
                case .request:
                    while !received.contains("\r\n\r\n") {
                        guard let chunk = try await chunks.next() else { return }
                        received += String(buffer: chunk)
                    }
                    log.add(received)
                    received = ""
                case .send(let text): try await outbound.write(ByteBuffer(string: text))
                case .fill(let size):
                    var left = size
                    while left > 0 {
                        try await outbound.write(ByteBuffer(repeating: 7, count: min(left, 65_536)))
                        left -= 65_536
                    }
                case .pause(let time): try await Task.sleep(for: time)
                case .close: return
                case .hang: while try await chunks.next() != nil {}
                }
            }
            // The other side closes, so that what was sent surely arrives.
            while try await chunks.next() != nil {}
        }
    }
}
