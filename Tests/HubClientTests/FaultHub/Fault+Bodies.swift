import HTTPTypes
import NIOCore

extension Fault {
    /// The whole file, status 200, whatever range was asked for.
    static let ignoreRange = Fault(request: { $0.headers[.range] = nil })

    /// The bytes that were asked for, but with status 200 as if they were everything.
    static let sliceAsWhole = Fault(answer: { _, answer in
        guard answer.status == 206 else { return }
        answer.status = 200
        answer.set("Content-Range", nil)
    })

    /// 206 with bytes from another place; `Content-Range` says so.
    static func shiftRange(by offset: Int) -> Fault {
        Fault(request: { request in
            guard let (start, end) = ByteRange.parts(request.range) else { return }
            request.headers[.range] = "bytes=\(max(0, start + offset))-\(end.map { "\($0)" } ?? "")"
        })
    }

    /// 206 with bytes from another place; `Content-Range` is as it should be.
    static func lieRange(by offset: Int) -> Fault {
        Fault(
            request: { request in
                guard let (start, end) = ByteRange.parts(request.range) else { return }
                request.headers[.range] = "bytes=\(max(0, start + offset))-\(end.map { "\($0)" } ?? "")"
            },
            answer: { _, answer in
                guard answer.status == 206, let range = answer.header("Content-Range"),
                    let (start, end, total) = ByteRange.content(range)
                else { return }
                answer.set("Content-Range", "bytes \(max(0, start - offset))-\(end)/\(total)")
            })
    }

    /// 206 of a file of another size.
    static func rangeTotal(adding count: Int) -> Fault {
        Fault(answer: { _, answer in
            guard answer.status == 206, let range = answer.header("Content-Range"),
                let (start, end, total) = ByteRange.content(range)
            else { return }
            answer.set("Content-Range", "bytes \(start)-\(end)/\(total + count)")
        })
    }

    /// 416 whatever was asked for.
    static let rangeNotSatisfiable = Fault(answer: { _, answer in
        answer = FaultAnswer(416, text: "Range Not Satisfiable")
    })

    /// A whole answer that is too short, and says so.
    static func shorten(by count: Int) -> Fault {
        Fault(answer: { _, answer in
            answer.set("Content-Length", nil)
            answer.body.moveWriterIndex(to: max(answer.body.readerIndex, answer.body.writerIndex - count))
        })
    }

    /// A whole answer with more bytes than it should have, and says so.
    static func extend(by count: Int) -> Fault {
        Fault(answer: { _, answer in
            answer.set("Content-Length", nil)
            answer.body.writeRepeatingByte(UInt8(ascii: "x"), count: count)
        })
    }

    /// A part of the file with this byte ends before its end, and nothing more is said.
    static func stall(after count: Int, with position: Int) -> Fault {
        Fault(answer: { _, answer in
            guard answer.status == 206, let range = answer.header("Content-Range").flatMap(ByteRange.content),
                range.start <= position, position <= range.end
            else { return }
            answer.cut = count
            answer.ending = .stall
        })
    }

    /// No length is told; the body ends with the connection, or with its last chunk.
    static func withoutLength(chunked: Bool) -> Fault {
        Fault(answer: { _, answer in
            answer.set("Content-Length", nil)
            answer.framing = chunked ? .chunked : .untilClose
            if !chunked { answer.ending = .close }
        })
    }

    /// One wrong bit, counted from the beginning of the file.
    static func corrupt(at position: Int) -> Fault {
        Fault(answer: { _, answer in
            let start = answer.header("Content-Range").flatMap(ByteRange.content)?.start ?? 0
            guard answer.status == 200 || answer.status == 206, position >= start,
                let byte: UInt8 = answer.body.getInteger(at: answer.body.readerIndex + position - start)
            else { return }
            answer.body.setInteger(byte ^ 0x10, at: answer.body.readerIndex + position - start)
        })
    }

    /// Compressed, whatever the client accepts. A range is a range of the compressed bytes, as some CDNs have it.
    static let gzip = Fault(
        request: { $0.headers[.range] = nil },
        answer: { request, answer in
            guard answer.status == 200, !answer.body.readableBytesView.isEmpty || request.method == "HEAD" else {
                return
            }
            answer.compress()
        })
}

/// The words of `Range` and `Content-Range`.
enum ByteRange {
    /// Of `bytes=start-[end]`.
    static func parts(_ header: String?) -> (start: Int, end: Int?)? {
        guard let header, header.hasPrefix("bytes="), !header.contains(",") else { return nil }
        let parts = header.dropFirst(6).split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let start = Int(parts[0]) else { return nil }
        return (start, Int(parts[1]))
    }

    /// Whether `bytes=start-end` asks for this byte.
    static func holds(_ header: String?, _ position: Int) -> Bool {
        guard let (start, end) = parts(header), let end else { return false }
        return start <= position && position <= end
    }

    /// Of `bytes start-end/total`.
    static func content(_ header: String) -> (start: Int, end: Int, total: Int)? {
        let numbers = header.dropFirst(6).split { $0 == "-" || $0 == "/" }.compactMap { Int($0) }
        return numbers.count == 3 ? (numbers[0], numbers[1], numbers[2]) : nil
    }
}
