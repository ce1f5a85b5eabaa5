import Glibc

/// Decodes the encodings of East Asia, by iconv.
enum MultiByteDecoder {
    /// - Returns: nil when this system's iconv does not know `name`.
    static func decode(_ bytes: ArraySlice<UInt8>, iconv name: String) -> (text: [UInt8], repairs: Int)? {
        guard let converter = iconv_open("UTF-8", name), converter != iconv_t(bitPattern: -1) else { return nil }
        defer { iconv_close(converter) }
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count * 3 / 2)
        var repairs = 0
        var chunk = [CChar](repeating: 0, count: 32 * 1024)
        bytes.withUnsafeBytes { source in
            // iconv does not write to its input, but its declaration is older than const.
            var input = UnsafeMutablePointer(mutating: source.assumingMemoryBound(to: CChar.self).baseAddress)
            var inputLeft = source.count
            while inputLeft > 0 {
                let (status, written, problem) = chunk.withUnsafeMutableBufferPointer { buffer in
                    var output = buffer.baseAddress
                    var outputLeft = buffer.count
                    let status = iconv(converter, &input, &inputLeft, &output, &outputLeft)
                    return (status, buffer.count - outputLeft, errno)
                }
                text.append(contentsOf: chunk[..<written].lazy.map { UInt8(truncatingIfNeeded: $0) })
                if status != -1 || problem == E2BIG { continue }
                // A byte that means nothing (EILSEQ), or a character cut off by the end (EINVAL).
                text += Array("\u{FFFD}".utf8)
                repairs += 1
                input = input?.advanced(by: 1)
                inputLeft -= 1
            }
        }
        return UnicodeDecoder.inspect(text[...]).isUTF8 ? (text, repairs) : UnicodeDecoder.repairUTF8(text[...])
    }
}
