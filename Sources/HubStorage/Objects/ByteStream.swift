public import NIOCore

/// Bytes in pieces, from wherever they come: a request's body, a file, an object store, memory.
public struct ByteStream: AsyncSequence, Sendable {
    public typealias Element = ByteBuffer
    public typealias Failure = any Error

    private let makeNext: @Sendable () -> () async throws -> ByteBuffer?

    /// Wraps any sequence of buffers.
    public init<Base: AsyncSequence & Sendable>(_ base: Base) where Base.Element == ByteBuffer {
        self.makeNext = {
            var iterator = base.makeAsyncIterator()
            return { try await iterator.next(isolation: #isolation) }
        }
    }

    /// One buffer in memory.
    public init(_ buffer: ByteBuffer) {
        self.makeNext = {
            var rest: ByteBuffer? = buffer
            return {
                defer { rest = nil }
                return rest
            }
        }
    }

    /// Pieces produced on demand: `start` is called once per iteration and answers a function that returns the
    /// next piece, or nil at the end.
    public init(pulling start: @escaping @Sendable () -> () async throws -> ByteBuffer?) {
        self.makeNext = start
    }

    public struct AsyncIterator: AsyncIteratorProtocol {
        let pull: () async throws -> ByteBuffer?

        public mutating func next() async throws -> ByteBuffer? { try await pull() }
    }

    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(pull: makeNext()) }
}
