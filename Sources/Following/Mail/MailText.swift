/// Texts as mail carries them between lines of ASCII.
enum MailText {
    /// Quoted-printable (RFC 2045, 6.7): lines of at most 76 characters, ended by CRLF.
    static func quotedPrintable(_ text: String) -> [UInt8] {
        var result: [UInt8] = []
        var length = 0
        func hexadecimal(_ byte: UInt8) -> [UInt8] {
            [UInt8(ascii: "=")] + Array(String(byte >> 4, radix: 16, uppercase: true).utf8)
                + Array(String(byte & 15, radix: 16, uppercase: true).utf8)
        }
        let bytes = Array(text.utf8)
        for (index, byte) in bytes.enumerated() {
            if byte == UInt8(ascii: "\n") {
                result += [0x0D, 0x0A]
                length = 0
                continue
            }
            let isAtEnd = index + 1 == bytes.count || bytes[index + 1] == UInt8(ascii: "\n")
            let isBlank = byte == 0x20 || byte == 0x09
            let isPlain = byte > 0x20 && byte < 0x7F && byte != UInt8(ascii: "=") || isBlank && !isAtEnd
            // A dot or "From " that begins a line has meant something on the way.
            let isMark = length == 0 && (byte == UInt8(ascii: ".") || bytes[index...].starts(with: "From ".utf8))
            let code = isPlain && !isMark ? [byte] : hexadecimal(byte)
            if length + code.count > 75 {
                result += [UInt8(ascii: "="), 0x0D, 0x0A]
                length = 0
            }
            result += code
            length += code.count
        }
        return result + [0x0D, 0x0A]
    }

    /// What stands behind `NAME: ` in a header: folded, and in encoded words where it is not ASCII alone (RFC 2047).
    /// - Parameter used: characters of the line that are taken.
    static func header(_ text: String, used: Int) -> String {
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
        let isPlain =
            text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F } && !text.contains("=?")
            && words.allSatisfy { !$0.isEmpty && $0.count <= 60 }
        return isPlain ? folded(words, used) : encodedWords(text, used)
    }

    private static func folded(_ words: [Substring], _ used: Int) -> String {
        var (result, length) = ("", used)
        for word in words {
            if result.isEmpty {
                result = String(word)
            } else if length + 1 + word.count > 76 {
                result += "\r\n \(word)"
                length = 0
            } else {
                result += " \(word)"
            }
            length += 1 + word.count
        }
        return result
    }

    /// Each of at most 75 characters, with whole characters of Unicode in it.
    private static func encodedWords(_ text: String, _ used: Int) -> String {
        var words: [String] = []
        var bytes: [UInt8] = []
        var room = max(6, (76 - used - 12) / 4 * 3)
        for scalar in text.unicodeScalars {
            let more = Array(String(scalar).utf8)
            if bytes.count + more.count > room {
                words.append(encodedWord(bytes))
                (bytes, room) = ([], 45)
            }
            bytes += more
        }
        words.append(encodedWord(bytes))
        return words.joined(separator: "\r\n ")
    }

    private static func encodedWord(_ bytes: [UInt8]) -> String { "=?utf-8?B?\(base64(bytes))?=" }

    static func base64(_ bytes: [UInt8]) -> String {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        var result = ""
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let three = bytes[start..<min(start + 3, bytes.count)]
            let bits = three.enumerated().reduce(0) { $0 | Int($1.element) << (16 - 8 * $1.offset) }
            for place in 0..<4 {
                result.append(place <= three.count ? digits[bits >> (18 - 6 * place) & 63] : "=")
            }
        }
        return result
    }
}
