/// br (RFC 7932), by libbrotlidec.
final class Brotli: Decompressor {
    private typealias Bytes = UnsafePointer<UInt8>
    /// Of brotli/decode.h, whose interface has been the same since 1.0.
    private struct Library {
        typealias Create = @convention(c) (OpaquePointer?, OpaquePointer?, OpaquePointer?) -> OpaquePointer?
        typealias Destroy = @convention(c) (OpaquePointer?) -> Void
        typealias Decompress =
            @convention(c) (
                OpaquePointer?, UnsafeMutablePointer<Int>, UnsafeMutablePointer<Bytes?>, UnsafeMutablePointer<Int>,
                UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>, UnsafeMutablePointer<Int>?
            ) -> Int32
        let create: Create
        let destroy: Destroy
        let decompress: Decompress

        init?() {
            guard let library = SharedLibrary("libbrotlidec.so.1"),
                let create: Create = library.function("BrotliDecoderCreateInstance"),
                let destroy: Destroy = library.function("BrotliDecoderDestroyInstance"),
                let decompress: Decompress = library.function("BrotliDecoderDecompressStream")
            else { return nil }
            (self.create, self.destroy, self.decompress) = (create, destroy, decompress)
        }
    }
    private static let library = Library()
    static var isAvailable: Bool { library != nil }

    private let library: Library
    private let state: OpaquePointer

    init() throws(DecompressionError) {
        guard let library = Self.library, let state = library.create(nil, nil, nil) else {
            throw DecompressionError(reason: "there is no library for brotli")
        }
        (self.library, self.state) = (library, state)
    }

    deinit { library.destroy(state) }

    func step(
        _ input: inout UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) throws(DecompressionError) -> (written: Int, hasEnded: Bool) {
        var (left, room) = (input.count, output.count)
        var next: Bytes? = input.bindMemory(to: UInt8.self).baseAddress
        var end: UnsafeMutablePointer<UInt8>? = output.bindMemory(to: UInt8.self).baseAddress
        // 0 error, 1 the end, 2 more input, 3 more room.
        let code = library.decompress(state, &left, &next, &room, &end, nil)
        input = UnsafeRawBufferPointer(rebasing: input.suffix(left))
        guard code != 0 else { throw DecompressionError(reason: "it is no brotli") }
        return (output.count - room, code == 1)
    }
}
