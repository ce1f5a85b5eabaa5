/// Decodes the encodings of Unicode.
enum UnicodeDecoder {
    /// The bytes as they are, where they are UTF-8; else with U+FFFD for what is not.
    static func decodeUTF8(_ bytes: ArraySlice<UInt8>) -> (text: [UInt8], repairs: Int) {
        let start = bytes.startIndex
        if isUTF8(bytes) { return (start == 0 ? Array(bytes) : Array(bytes[start...]), 0) }
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count + 16)
        var repairs = 0
        var iterator = bytes.makeIterator()
        var parser = Unicode.UTF8.ForwardParser()
        loop: while true {
            switch parser.parseScalar(from: &iterator) {
            case .valid(let scalar): out.append(contentsOf: scalar)
            case .emptyInput: break loop
            case .error:
                out += [0xEF, 0xBF, 0xBD]
                repairs += 1
            }
        }
        return (out, repairs)
    }

    static func isUTF8(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.withUnsafeBufferPointer { (try? UTF8Span(validating: $0.span)) != nil }
    }

    static func decodeUTF16(_ bytes: ArraySlice<UInt8>, isBigEndian: Bool) -> (text: [UInt8], repairs: Int) {
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count)
        var repairs = 0
        var high: UInt32?
        var at = bytes.startIndex
        while at + 1 < bytes.endIndex {
            let (first, second) = (UInt32(bytes[at]), UInt32(bytes[at + 1]))
            let unit = isBigEndian ? first << 8 | second : second << 8 | first
            at += 2
            if let lead = high {
                high = nil
                if unit & 0xFC00 == 0xDC00 {
                    out.append(Unicode.Scalar(0x10000 + (lead & 0x3FF) << 10 + unit & 0x3FF) ?? "\u{FFFD}")
                    continue
                }
                out.append("\u{FFFD}" as Unicode.Scalar)
                repairs += 1
            }
            if unit & 0xFC00 == 0xD800 {
                high = unit
            } else if let scalar = Unicode.Scalar(unit) {
                out.append(scalar)
            } else {
                out.append("\u{FFFD}" as Unicode.Scalar)
                repairs += 1
            }
        }
        if high != nil || at < bytes.endIndex {
            out.append("\u{FFFD}" as Unicode.Scalar)
            repairs += 1
        }
        return (out, repairs)
    }

    static func decodeUTF32(_ bytes: ArraySlice<UInt8>, isBigEndian: Bool) -> (text: [UInt8], repairs: Int) {
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count / 2)
        var repairs = 0
        var at = bytes.startIndex
        while at + 3 < bytes.endIndex {
            var value: UInt32 = 0
            for offset in 0..<4 { value = value << 8 | UInt32(bytes[isBigEndian ? at + offset : at + 3 - offset]) }
            at += 4
            if let scalar = Unicode.Scalar(value) {
                out.append(scalar)
            } else {
                out.append("\u{FFFD}" as Unicode.Scalar)
                repairs += 1
            }
        }
        if at < bytes.endIndex { repairs += 1 }
        return (out, repairs)
    }
}
