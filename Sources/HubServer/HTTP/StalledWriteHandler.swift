import NIOCore
import NIOHTTPTypes

/// Closes a connection whose client has stopped reading: an answer is waiting and not a byte has left for
/// `deadline`. The idle timeout of the server covers only connections without an answer under way.
final class StalledWriteHandler: ChannelOutboundHandler, RemovableChannelHandler {
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let deadline: TimeAmount
    private var pending = 0
    private var timer: Scheduled<Void>?

    init(deadline: TimeAmount = .minutes(2)) {
        self.deadline = deadline
    }

    func handlerAdded(context: ChannelHandlerContext) {
        // What makes an answer piece by piece shall make the next one while this one is on its way.
        _ = context.channel.setOption(.writeBufferWaterMark, value: .init(low: 256 << 10, high: 1 << 20))
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let done = promise ?? context.eventLoop.makePromise(of: Void.self)
        pending += 1
        if timer == nil { startTimer(context.channel) }
        let handler = NIOLoopBound(self, eventLoop: context.eventLoop)
        let channel = context.channel
        done.futureResult.whenComplete { _ in handler.value.progressed(channel) }
        context.write(data, promise: done)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.cancel()
    }

    private func progressed(_ channel: any Channel) {
        pending -= 1
        timer?.cancel()
        timer = nil
        if pending > 0 { startTimer(channel) }
    }

    private func startTimer(_ channel: any Channel) {
        timer = channel.eventLoop.scheduleTask(in: deadline) { channel.close(promise: nil) }
    }
}
