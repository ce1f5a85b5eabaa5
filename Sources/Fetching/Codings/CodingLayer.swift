/// One coding of a body, undone as its bytes come: what it is shows with the first of them.
final class CodingLayer {
    typealias Emit = (UnsafeRawBufferPointer) throws(FetchError) -> Void

    /// As the head says; nil for a layer that is there only if the bytes say so.
    private let announced: Coding?
    private let limit: Int
    private var stage = Stage.start
    /// What has come and does not tell yet what it is.
    private var held: [UInt8] = []
    private var produced = 0
    /// Owned. What stands in it is of no use to anybody once `emit` has returned.
    private var room = UnsafeMutableRawBufferPointer(start: nil, count: 0)

    private enum Stage {
        case start
        case plain
        case coded(any Decompressor)
        /// A stream has ended; another one may follow.
        case between(any Decompressor)
        /// What follows the last stream is nobody's, as to gzip(1).
        case over
    }

    /// - Parameter limit: bytes that may come out of it.
    init(_ announced: Coding?, limit: Int) { (self.announced, self.limit) = (announced, limit) }

    deinit { room.deallocate() }

    /// True when it has turned out to be a coding.
    private(set) var isCoded = false

    /// Takes `input`, which is borrowed, and hands on what comes of it, borrowed too.
    func take(_ input: UnsafeRawBufferPointer, _ emit: Emit) throws(FetchError) {
        var input = input
        if case .start = stage {
            held += input
            return held.count < Coding.tellingLength ? () : try begin(emit)
        }
        while !input.isEmpty {
            switch stage {
            case .start, .over: return
            case .plain: return try emit(input)
            case .coded(let stream): try undo(&input, stream, emit)
            case .between(let stream): try lookForAnother(&input, stream, emit)
            }
        }
    }

    /// No more will come. A stream without its end counts for as far as it got: its document says whether it is whole.
    func finish(_ emit: Emit) throws(FetchError) {
        if case .start = stage { try begin(emit) }
    }

    private func begin(_ emit: Emit) throws(FetchError) {
        let start = held
        held = []
        stage = .plain
        if let coding = try Coding.found(in: start, announced: announced) {
            room = .allocate(byteCount: 64 << 10, alignment: 16)
            isCoded = true
            do {
                stage = .coded(try coding.decompressor(start))
            } catch { throw .undecodable(reason: error.reason) }
        }
        try withBytes(of: start) { bytes throws(FetchError) in try take(bytes, emit) }
    }

    /// Until `input` is used up or the stream ends.
    private func undo(
        _ input: inout UnsafeRawBufferPointer, _ stream: any Decompressor, _ emit: Emit
    ) throws(FetchError) {
        var isFull = true
        while !input.isEmpty || isFull {
            let written: Int
            let hasEnded: Bool
            do {
                (written, hasEnded) = try stream.step(&input, into: room)
            } catch { throw .undecodable(reason: error.reason) }
            produced += written
            guard produced <= limit else { throw .tooLarge(limit: limit) }
            if written > 0 { try emit(UnsafeRawBufferPointer(rebasing: room[..<written])) }
            if hasEnded { return stage = .between(stream) }
            isFull = written == room.count
        }
    }

    private func lookForAnother(
        _ input: inout UnsafeRawBufferPointer, _ stream: any Decompressor, _ emit: Emit
    ) throws(FetchError) {
        let start = held + input.prefix(4 - held.count)
        guard start.count == 4 else {
            (held, input) = (start, UnsafeRawBufferPointer(rebasing: input.suffix(0)))
            return
        }
        let before = held
        held = []
        guard stream.begins(with: start) else { return stage = .over }
        stream.restart()
        stage = .coded(stream)
        try withBytes(of: before) { bytes throws(FetchError) in try take(bytes, emit) }
    }
}

private func withBytes(
    of array: [UInt8], _ body: (UnsafeRawBufferPointer) throws(FetchError) -> Void
) throws(FetchError) {
    let result = array.withUnsafeBytes { bytes in
        Result { () throws(FetchError) in try body(bytes) }
    }
    try result.get()
}
