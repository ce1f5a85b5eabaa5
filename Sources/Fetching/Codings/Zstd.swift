import CZlib

/// zstd (RFC 8878), by libzstd. A window of more than 8 MiB is refused, as that RFC has it.
final class Zstd: Decompressor {
    /// Of zstd.h, whose interface has been the same since 1.0.
    private struct Library {
        typealias Create = @convention(c) () -> OpaquePointer?
        typealias Free = @convention(c) (OpaquePointer?) -> Int
        typealias SetParameter = @convention(c) (OpaquePointer?, Int32, Int32) -> Int
        typealias Decompress =
            @convention(c) (
                OpaquePointer?, UnsafeMutablePointer<czlib_zstd_output>, UnsafeMutablePointer<czlib_zstd_input>
            ) -> Int
        typealias IsError = @convention(c) (Int) -> UInt32
        let create: Create
        let free: Free
        let setParameter: SetParameter
        let decompress: Decompress
        let isError: IsError

        init?() {
            guard let library = SharedLibrary("libzstd.so.1"),
                let create: Create = library.function("ZSTD_createDCtx"),
                let free: Free = library.function("ZSTD_freeDCtx"),
                let setParameter: SetParameter = library.function("ZSTD_DCtx_setParameter"),
                let decompress: Decompress = library.function("ZSTD_decompressStream"),
                let isError: IsError = library.function("ZSTD_isError")
            else { return nil }
            (self.create, self.free, self.setParameter) = (create, free, setParameter)
            (self.decompress, self.isError) = (decompress, isError)
        }
    }
    private static let library = Library()
    static var isAvailable: Bool { library != nil }
    private static let windowLogMax: Int32 = 100  // ZSTD_d_windowLogMax

    private let library: Library
    private let context: OpaquePointer

    init() throws(DecompressionError) {
        guard let library = Self.library, let context = library.create() else {
            throw DecompressionError(reason: "there is no library for zstd")
        }
        (self.library, self.context) = (library, context)
        _ = library.setParameter(context, Self.windowLogMax, 23)
    }

    deinit { _ = library.free(context) }

    func step(
        _ input: inout UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) throws(DecompressionError) -> (written: Int, hasEnded: Bool) {
        var source = czlib_zstd_input(bytes: input.baseAddress, count: input.count, position: 0)
        var target = czlib_zstd_output(bytes: output.baseAddress, count: output.count, position: 0)
        let code = library.decompress(context, &target, &source)
        input = UnsafeRawBufferPointer(rebasing: input.dropFirst(source.position))
        guard library.isError(code) == 0 else { throw DecompressionError(reason: "it is no zstd") }
        return (target.position, code == 0)  // 0: a frame has ended, and all of it is written
    }

    /// The library goes on by itself.
    func begins(with start: [UInt8]) -> Bool { start == Coding.zstdMagic || Coding.isSkippable(start) }
}
