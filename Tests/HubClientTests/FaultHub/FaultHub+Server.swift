import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

typealias FaultConnection = NIOAsyncChannel<HTTPServerRequestPart, ByteBuffer>
typealias FaultListener = NIOAsyncChannel<any Channel, Never>

/// Runs a body with a hub of its own; both its servers are gone afterwards, with every connection.
func withFaultHub<Result>(_ body: (FaultHub) async throws -> Result) async throws -> Result {
    let servers = try await [FaultHub.listen(), FaultHub.listen()]
    let hub = FaultHub(
        port: servers[0].channel.localAddress?.port ?? 0, cdnPort: servers[1].channel.localAddress?.port ?? 0)
    return try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { await hub.serve(servers[0], as: .hub) }
        group.addTask { await hub.serve(servers[1], as: .cdn) }
        defer { group.cancelAll() }
        return try await body(hub)
    }
}

extension FaultHub {
    static func listen() async throws -> FaultListener {
        try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 256)
            .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
            // Nothing is read before somebody serves the connection.
            .childChannelOption(.autoRead, value: false)
            .bind(host: "127.0.0.1", port: 0) { channel in channel.eventLoop.makeSucceededFuture(channel) }
    }

    /// Not done while it is accepted: what a `NIOAsyncChannel` is made for must be served, and the hub may be gone by
    /// then.
    private func open(_ channel: any Channel) async throws -> FaultConnection {
        let connection = try await channel.eventLoop.submit {
            try channel.pipeline.syncOperations.addHandler(ByteToMessageHandler(HTTPRequestDecoder()))
            return try FaultConnection(wrappingChannelSynchronously: channel)
        }.get()
        channel.setOption(.autoRead, value: true).whenFailure { _ in }
        return connection
    }

    /// Answers until the task is cancelled.
    func serve(_ server: FaultListener, as origin: FaultRequest.Origin) async {
        // What ends a server or a connection is the test's end or the client's; neither is news.
        try? await server.executeThenClose { connections in
            await withDiscardingTaskGroup { group in
                do {
                    for try await channel in connections {
                        group.addTask { try? await self.serve(try await self.open(channel), as: origin) }
                    }
                } catch {}
                group.cancelAll()
            }
        }
    }

    private func serve(_ connection: FaultConnection, as origin: FaultRequest.Origin) async throws {
        let number = state.withLock { state in
            state.connections += 1
            return state.connections - 1
        }
        try await connection.executeThenClose { inbound, outbound in
            var head: HTTPRequestHead?
            var body = ByteBuffer()
            for try await part in inbound {
                switch part {
                case .head(let received):
                    head = received
                    body = ByteBuffer()
                case .body(var piece): body.writeBuffer(&piece)
                case .end:
                    guard let complete = head else { continue }
                    head = nil
                    let request = note(complete, body: body, origin: origin, connection: number)
                    guard try await answer(request, over: outbound), complete.isKeepAlive else { return }
                }
            }
        }
    }

    private func note(
        _ head: HTTPRequestHead, body: ByteBuffer, origin: FaultRequest.Origin, connection: Int
    ) -> FaultRequest {
        var headers = HTTPFields()
        for (name, value) in head.headers {
            if let name = HTTPField.Name(name) { headers.append(HTTPField(name: name, value: value)) }
        }
        let fields = headers
        return state.withLock { state in
            let request = FaultRequest(
                origin: origin, index: state.received, method: head.method.rawValue, target: head.uri, headers: fields,
                body: Array(body.readableBytesView), connection: connection)
            state.received += 1
            state.requests.append(request)
            return request
        }
    }

    private func change(_ request: FaultRequest, _ body: (inout FaultRequest) -> Void) {
        state.withLock { state in
            // Gone if the test forgot what was asked so far.
            guard let place = state.requests.lastIndex(where: { $0.index == request.index }) else { return }
            body(&state.requests[place])
        }
    }

    /// Whether the connection goes on.
    private func answer(
        _ request: FaultRequest, over outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    ) async throws -> Bool {
        let (faults, routes) = state.withLock { state in
            let faults = state.faults.indices.compactMap { index in
                state.faults[index].spoils(request) ? state.faults[index].fault : nil
            }
            return (faults, state.routes)
        }
        let changed = faults.reduce(into: request) { $1.request(&$0) }
        var answer =
            routes.lazy.filter { FaultRule.matches(request, method: $0.method, pattern: $0.pattern) }
            .compactMap { $0.answer(changed) }.first ?? respond(to: changed)
        for fault in faults { fault.answer(request, &answer) }
        let status = answer.status
        change(request) { $0.status = status }
        return try await send(answer, to: request, over: outbound)
    }

    private func send(
        _ answer: FaultAnswer, to request: FaultRequest, over outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    ) async throws -> Bool {
        if let delay = answer.delay { try await Task.sleep(for: delay) }
        if !answer.isSilent {
            try await outbound.write(answer.head)
            let hasBody = request.method != "HEAD" && ![204, 304].contains(answer.status) && answer.rawHead == nil
            if hasBody { try await sendBody(answer, to: request, over: outbound) }
            if (answer.cut ?? .max) >= answer.body.readableBytes || !hasBody {
                change(request) { $0.isAnswered = true }
            }
        }
        switch answer.ending {
        case .keepAlive: return true
        case .close: return false
        case .stall:
            try await Task.sleep(for: .seconds(86_400))
            return false
        }
    }

    private func sendBody(
        _ answer: FaultAnswer, to request: FaultRequest, over outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    ) async throws {
        var rest = answer.body
        if let cut = answer.cut, cut < rest.readableBytes { rest.moveWriterIndex(to: rest.readerIndex + cut) }
        var isChunked = false
        if case .chunked = answer.framing { isChunked = true }
        while let piece = rest.readSlice(length: min(max(1, answer.pieceSize), rest.readableBytes)),
            piece.readableBytes > 0
        {
            if let pause = answer.pause { try await Task.sleep(for: pause) }
            if isChunked {
                try await outbound.write(ByteBuffer(string: String(piece.readableBytes, radix: 16) + "\r\n"))
            }
            try await outbound.write(piece)
            if isChunked { try await outbound.write(ByteBuffer(string: "\r\n")) }
            change(request) { $0.bytesSent += piece.readableBytes }
        }
        if isChunked, (answer.cut ?? .max) >= answer.body.readableBytes {
            try await outbound.write(ByteBuffer(string: "0\r\n\r\n"))
        }
    }
}
