import FeedModel
import TextKit

/// Whether an address that stands by itself runs nothing, whoever opens it.
package func isHarmlessAddress(_ address: String) -> Bool {
    SafeAddress.read(Array(address.utf8), base: nil, allowsImageData: false) != nil
}

/// Addresses in HTML: absolute, and of a scheme that runs no code.
enum SafeAddress {
    /// - Parameter value: with its references read.
    /// - Returns: nil for an address that must not stay.
    static func read(_ value: [UInt8], base: WebAddress?, allowsImageData: Bool) -> [UInt8]? {
        if isPlain(value), let length = scheme(of: value), AllowList.keepsScheme(value, 0..<length) { return value }
        let address = cleanAddress(value)
        // Browsers pass over control characters, and old ones over more: none of them hides a scheme here.
        let bare = withoutInvisibles(address)
        guard let length = scheme(of: bare) else {
            // A colon before the path that is no scheme is a trick or a mistake.
            let colon = bare.firstIndex(of: UInt8(ascii: ":")) ?? bare.count
            let path = bare.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") }
            guard colon == bare.count || path ?? bare.count < colon else { return nil }
            return base?.resolving(address) ?? address
        }
        if AllowList.keepsScheme(bare, 0..<length) { return bare.count == address.count ? address : bare }
        guard allowsImageData, bare.hasWord("data:image/", at: 0) else { return nil }
        let kinds: [StaticString] = ["png", "gif", "jpeg", "jpg", "webp", "avif", "bmp"]
        return kinds.contains { bare.hasWord($0, at: 11) } ? bare : nil
    }

    /// There is nothing in it that is not seen.
    private static func isPlain(_ bytes: [UInt8]) -> Bool {
        !bytes.contains { $0 <= 0x20 || $0 == 0x7F || $0 == 0xC2 || $0 == 0xE2 || $0 == 0xEF }
    }

    private static func withoutInvisibles(_ bytes: [UInt8]) -> [UInt8] {
        guard !isPlain(bytes) else { return bytes }
        var out: [UInt8] = []
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
            switch scalar.value {
            case 0...0x20, 0x7F...0xA0, 0xAD, 0x200B...0x200F, 0x2028...0x202F, 0xFEFF: continue
            default: out.append(scalar)
            }
        }
        return out
    }

    /// `srcset`: addresses, each with a width or a density.
    static func readSet(_ value: [UInt8], base: WebAddress?) -> [UInt8]? {
        let budget = ReadingBudget.current
        var out: [UInt8] = []
        var at = 0
        while at < value.count {
            while at < value.count, value[at].isSpace || value[at] == UInt8(ascii: ",") { at += 1 }
            let start = at
            while at < value.count, !value[at].isSpace { at += 1 }
            var end = at
            while end > start, value[end - 1] == UInt8(ascii: ",") { end -= 1 }
            let hasDescriptor = end == at
            guard end > start else { continue }
            let address = read(Array(value[start..<end]), base: base, allowsImageData: false)
            let descriptor = at
            if hasDescriptor { while at < value.count, value[at] != UInt8(ascii: ",") { at += 1 } }
            guard let address else { continue }
            // Each may be as long as the base, and there may be millions.
            guard budget.hold(address.count) else { return nil }
            if !out.isEmpty { out.append(", ") }
            out += address
            let words = value.trimmingSpace(descriptor..<max(descriptor, at))
            if hasDescriptor, !words.isEmpty,
                words.allSatisfy({ value[$0].isDigit || value[$0].isLetter || value[$0] == 0x2E })
            {
                out.append(0x20)
                out += value[words]
            }
        }
        return out.isEmpty ? nil : out
    }
}

/// The declarations of a `style` attribute that only change how text looks; nil when none is left.
func sanitizeStyle(_ style: [UInt8]) -> [UInt8]? {
    var out: [UInt8] = []
    forEachDeclaration(in: style) { name, value in
        guard AllowList.keepsProperty(style, name), isPlainValue(style, value) else { return }
        if !out.isEmpty { out.append(0x20) }
        out += style[name]
        out.append(": ")
        out += style[value]
        out.append(UInt8(ascii: ";"))
    }
    return out.isEmpty ? nil : out
}

/// - Parameter body: gets where a name and its value are.
func forEachDeclaration(in style: [UInt8], _ body: (_ name: Range<Int>, _ value: Range<Int>) -> Void) {
    var start = 0
    while start < style.count {
        let end = style.firstIndex(of: UInt8(ascii: ";"), in: start..<style.count) ?? style.count
        if let colon = style.firstIndex(of: UInt8(ascii: ":"), in: start..<end) {
            let value = style.trimmingSpace(colon + 1..<end)
            if !value.isEmpty { body(style.trimmingSpace(start..<colon), value) }
        }
        start = end + 1
    }
}

/// Words, numbers, colours; no escape, no comment, no function but a colour's.
private func isPlainValue(_ bytes: [UInt8], _ range: Range<Int>) -> Bool {
    for at in range {
        switch bytes[at] {
        case let byte where byte.isLetter || byte.isDigit: continue
        case 0x20, UInt8(ascii: "#"), UInt8(ascii: "%"), UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: "-"),
            UInt8(ascii: "+"), UInt8(ascii: "!"), UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: ")"):
            continue
        case UInt8(ascii: "("):
            let names: [StaticString] = ["rgb", "rgba", "hsl", "hsla"]
            guard
                names.contains(where: { name in
                    at - name.utf8CodeUnitCount >= range.lowerBound
                        && bytes.hasWord(name, at: at - name.utf8CodeUnitCount)
                })
            else { return false }
        default: return false
        }
    }
    return true
}
