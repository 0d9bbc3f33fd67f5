import HTTPTypes
import NIOCore

/// Undoes the `Content-Encoding` of an answer.
enum Decompression {
    enum Encoding: Sendable, Hashable {
        case none
        case compressed
        case unknown(String)
    }

    static func encoding(of headers: HTTPFields) -> Encoding {
        let words = headers[values: .contentEncoding].joined(separator: ",").lowercased()
            .split(separator: ",").map { $0.filter { !$0.isWhitespace } }.filter { !$0.isEmpty && $0 != "identity" }
        switch words.count {
        case 0: return .none
        case 1 where ["gzip", "x-gzip", "deflate"].contains(words[0]): return .compressed
        default: return .unknown(words.joined(separator: ", "))
        }
    }

    static func body(_ body: TransportBody) -> TransportBody { TransportBody(InflatedBody(base: body)) }
}

/// The bytes behind a compressed body.
private struct InflatedBody: AsyncSequence, Sendable {
    typealias Element = ByteBuffer
    typealias Failure = any Error
    let base: TransportBody

    func makeAsyncIterator() -> Iterator { Iterator(base: base.makeAsyncIterator()) }

    final class Iterator: AsyncIteratorProtocol {
        private var base: TransportBody.AsyncIterator
        private var inflater = Inflater()
        private var input = ByteBuffer()
        private var wasFull = false
        /// Whether nothing has come at all, as after HEAD.
        private var isEmpty = true

        init(base: TransportBody.AsyncIterator) { self.base = base }

        func next(isolation actor: isolated (any Actor)?) async throws(any Error) -> ByteBuffer? {
            while true {
                while wasFull || input.readableBytes >= inflater.leastInput {
                    let output: ByteBuffer
                    do { output = try inflater.step(&input) } catch {
                        throw TransportError(.closed, "The answer's compressed bytes are damaged")
                    }
                    // zlib may hold bytes back that found no room.
                    wasFull = output.readableBytes == Inflater.pieceSize
                    if output.readableBytes > 0 { return output }
                }
                guard var more = try await base.next(isolation: actor) else {
                    guard inflater.isComplete || isEmpty else {
                        throw TransportError(.closed, "The answer's compressed bytes end too early")
                    }
                    return nil
                }
                isEmpty = isEmpty && more.readableBytes == 0
                if input.readableBytes == 0 { input = more } else { input.writeBuffer(&more) }
            }
        }
    }
}
