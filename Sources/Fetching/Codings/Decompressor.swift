import CZlib

/// Undoes one stream of a coding. Owns the library's state.
protocol Decompressor: AnyObject {
    /// Takes what it can of `input` off its front, and writes what comes of it to `output`.
    /// - Throws: `DecompressionError` for what is no such stream.
    func step(
        _ input: inout UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) throws(DecompressionError) -> (written: Int, hasEnded: Bool)

    /// True when the four bytes of `start`, right behind a stream that has ended, begin another one.
    func begins(with start: [UInt8]) -> Bool
    /// Makes ready for it.
    func restart()
}

extension Decompressor {
    func begins(with start: [UInt8]) -> Bool { false }
    func restart() {}
}

struct DecompressionError: Error {
    let reason: String
}

extension Coding {
    /// - Parameter start: The stream's first bytes.
    /// - Throws: when the library is not there, or there is no memory.
    func decompressor(_ start: [UInt8]) throws(DecompressionError) -> any Decompressor {
        switch self {
        case .gzip: try Inflater(windowBits: 15 + 16)
        case .deflate: try Inflater(windowBits: Coding.isZlib(start) ? 15 : -15)
        case .brotli: try Brotli()
        case .zstd: try Zstd()
        }
    }
}

/// gzip, zlib and bare deflate (RFC 1952, 1950, 1951).
final class Inflater: Decompressor {
    /// On the heap: zlib keeps a pointer to where it was when it was made.
    private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    private let isGzip: Bool

    /// - Parameter windowBits: 15 for zlib, 31 for gzip, -15 for bare deflate.
    init(windowBits: Int32) throws(DecompressionError) {
        isGzip = windowBits > 15
        stream.initialize(to: z_stream())
        guard czlib_inflate_init(stream, windowBits) == Z_OK else {
            throw DecompressionError(reason: "out of memory")
        }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    func step(
        _ input: inout UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) throws(DecompressionError) -> (written: Int, hasEnded: Bool) {
        // Borrowed until `inflate` returns.
        stream.pointee.next_in = UnsafeMutablePointer(mutating: input.bindMemory(to: UInt8.self).baseAddress)
        stream.pointee.avail_in = UInt32(input.count)
        stream.pointee.next_out = output.bindMemory(to: UInt8.self).baseAddress
        stream.pointee.avail_out = UInt32(output.count)
        let code = inflate(stream, Z_SYNC_FLUSH)
        input = UnsafeRawBufferPointer(rebasing: input.suffix(Int(stream.pointee.avail_in)))
        let written = output.count - Int(stream.pointee.avail_out)
        switch code {
        case Z_STREAM_END: return (written, true)
        case Z_OK, Z_BUF_ERROR: return (written, false)
        default:
            throw DecompressionError(reason: stream.pointee.msg.map { String(cString: $0) } ?? "zlib's error \(code)")
        }
    }

    /// A file of gzip may have several members (RFC 1952, 2.2).
    func begins(with start: [UInt8]) -> Bool { isGzip && start.starts(with: [0x1F, 0x8B, 0x08]) }
    func restart() { inflateReset(stream) }
}
