/// Undoes the codings of a body as it comes: those that its head announces, in whatever order of truth, and gzip and
/// zstd that nobody has announced.
final class BodyDecoder {
    /// Layers that are codings, at most: each may blow its bytes up a thousandfold.
    private static let most = 5

    private let limit: Int
    private var layers: [CodingLayer]

    /// - Parameter codings: as announced, in the order in which they were applied.
    /// - Parameter limit: bytes that may come out of each.
    /// - Throws: `.undecodable` for too many of them.
    init(_ codings: [Coding], limit: Int) throws(FetchError) {
        self.limit = limit
        layers = codings.reversed().map { CodingLayer($0, limit: limit) } + [CodingLayer(nil, limit: limit)]
        try checkNumber()
    }

    /// True when `start`, the first bytes of a body without announced codings, needs no decoder.
    static func isPlain(_ start: UnsafeRawBufferPointer) -> Bool {
        start.count >= 4 && start[0] != 0x1F && start[0] != Coding.zstdMagic[0]
    }

    /// - Parameter emit: gets what comes of `input`; it is borrowed.
    func take(_ input: UnsafeRawBufferPointer, _ emit: CodingLayer.Emit) throws(FetchError) {
        try pass(input, to: 0, emit)
    }

    func finish(_ emit: CodingLayer.Emit) throws(FetchError) {
        var index = 0
        while index < layers.count {
            let next = index + 1
            let layer = layers[index]
            try layer.finish { output throws(FetchError) in
                try lookWithin(layer)
                try pass(output, to: next, emit)
            }
            index += 1
        }
    }

    private func pass(_ bytes: UnsafeRawBufferPointer, to index: Int, _ emit: CodingLayer.Emit) throws(FetchError) {
        guard index < layers.count else { return try emit(bytes) }
        let layer = layers[index]
        try layer.take(bytes) { output throws(FetchError) in
            try lookWithin(layer)
            try pass(output, to: index + 1, emit)
        }
    }

    /// Behind a coding that nobody had announced there may be another one.
    private func lookWithin(_ layer: CodingLayer) throws(FetchError) {
        guard layer === layers.last, layer.isCoded else { return }
        layers.append(CodingLayer(nil, limit: limit))
        try checkNumber()
    }

    private func checkNumber() throws(FetchError) {
        guard layers.count <= Self.most + 1 else {
            throw .undecodable(reason: "it is compressed more than \(Self.most) times")
        }
    }
}
