import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// How a connection that AsyncHTTPClient made is prepared for large bodies.
enum ConnectionTuning {
    /// The most bytes that one read of the socket brings. Larger ones cost fewer turns through the pipeline; every
    /// connection may hold one of them: a GiB over loopback takes 1.9 s with 64 KiB, 1.0 s with 256, 0.75 s with this.
    static let readSize = 512 << 10

    static func apply(to channel: any Channel, readTimeout: TimeAmount) throws {
        guard let options = channel.syncOptions else { return }
        try options.setOption(
            .recvAllocator, value: AdaptiveRecvByteBufferAllocator(minimum: 2048, initial: 16 << 10, maximum: readSize))
        try options.setOption(.maxMessagesPerRead, value: 1)
        let pipeline = channel.pipeline.syncOperations
        let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPResponseDecoder>.self)
        try pipeline.addHandler(BodyReadTimeout(readTimeout), position: .after(decoder))
    }
}

/// Breaks a connection whose answer has begun and then doesn't go on.
///
/// AsyncHTTPClient's own read timeout counts from the end of the request, so a hub that thinks for long before it
/// answers would be cut off as well; that wait has a limit of its own. And it counts while nobody reads, so a slow disk
/// here would look like a slow server.
private final class BodyReadTimeout: ChannelDuplexHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias InboundOut = HTTPClientResponsePart
    typealias OutboundIn = HTTPClientRequestPart
    typealias OutboundOut = HTTPClientRequestPart

    private let timeout: TimeAmount
    private var isInBody = false
    /// Since when bytes are waited for; nil while nobody asked for any.
    private var waitingSince: NIODeadline?
    private var check: Scheduled<Void>?

    init(_ timeout: TimeAmount) { self.timeout = timeout }

    func read(context: ChannelHandlerContext) {
        if isInBody, waitingSince == nil { waitingSince = .now() }
        context.read()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch Self.unwrapInboundIn(data) {
        case .head(let head) where (100..<200).contains(head.status.code): break
        case .head:
            isInBody = true
            // The head may come in a read that is not over, and no other need be asked for.
            waitingSince = .now()
            schedule(context, after: timeout)
        case .body: waitingSince = nil
        case .end: finish()
        }
        context.fireChannelRead(data)
    }

    func channelInactive(context: ChannelHandlerContext) {
        finish()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { finish() }

    private func finish() {
        isInBody = false
        waitingSince = nil
        check?.cancel()
        check = nil
    }

    /// One timer for many reads: when it rings, it looks how long the wait has been, and sleeps for the rest.
    private func schedule(_ context: ChannelHandlerContext, after delay: TimeAmount) {
        check = context.eventLoop.assumeIsolated().scheduleTask(in: delay) { self.look(context) }
    }

    private func look(_ context: ChannelHandlerContext) {
        guard isInBody else { return }
        guard let waitingSince else { return schedule(context, after: timeout) }
        let waited = NIODeadline.now() - waitingSince
        if waited < timeout { return schedule(context, after: timeout - waited) }
        finish()
        context.fireErrorCaught(HTTPClientError.readTimeout)
        context.close(promise: nil)
    }
}
