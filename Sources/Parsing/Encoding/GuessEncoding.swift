/// The likeliest encoding of text that is not UTF-8 and says nothing of itself: the one in which it reads most like a
/// language. Nil when it reads like none.
func guessEncoding(_ bytes: [UInt8]) -> Encoding? {
    // The first bytes that say anything, not the markup around them.
    let sample = bytes.prefix(200_000)[...]
    guard sample.contains(where: { $0 >= 0x80 }) else { return nil }
    var best: (encoding: Encoding, score: Double)?
    for candidate in candidates {
        guard let encoding = Encoding(label: candidate.label), let text = decodedScalars(sample, encoding) else {
            continue
        }
        let score = candidate.score(text)
        if score > (best?.score ?? 0) { best = (encoding, score) }
    }
    return best?.encoding ?? .windows1252
}

private struct Candidate: Sendable {
    let label: String
    /// Between 0 and 1 for how well the scalars read; less for nonsense.
    let score: @Sendable ([Unicode.Scalar]) -> Double
}

private let candidates: [Candidate] = [
    Candidate(label: "shift_jis") { scalars in
        share(scalars) { isKana($0) ? 1.2 : isIdeograph($0) ? 0.6 : isWide($0) ? 0.5 : -1 }
    },
    Candidate(label: "euc-jp") { scalars in
        share(scalars) { isKana($0) ? 1.2 : isIdeograph($0) ? 0.6 : isWide($0) ? 0.5 : -1 }
    },
    Candidate(label: "euc-kr") { scalars in
        share(scalars) { isHangul($0) ? 1.1 : isWide($0) ? 0.5 : isIdeograph($0) ? -0.2 : -1 }
    },
    Candidate(label: "gb18030") { scalars in share(scalars) { isIdeograph($0) ? 0.8 : isWide($0) ? 0.6 : -0.7 } },
    Candidate(label: "big5") { scalars in share(scalars) { isIdeograph($0) ? 0.81 : isWide($0) ? 0.6 : -0.7 } },
    Candidate(label: "windows-1251") { cyrillic($0) },
    Candidate(label: "koi8-r") { cyrillic($0) },
    Candidate(label: "windows-1255") { scalars in
        share(scalars) { (0x5D0...0x5EA).contains($0.value) ? 0.9 : isMark($0) ? 0.1 : -1 }
    },
    Candidate(label: "windows-1253") { scalars in
        share(scalars) { (0x3AC...0x3CE).contains($0.value) ? 0.9 : isGreek($0) ? 0.3 : -1 }
    },
    Candidate(label: "windows-1256") { scalars in
        share(scalars) { (0x621...0x64A).contains($0.value) ? 0.85 : isMark($0) ? 0.1 : -1 }
    },
    Candidate(label: "windows-874") { scalars in share(scalars) { (0xE01...0xE4D).contains($0.value) ? 0.9 : -1 } },
    Candidate(label: "windows-1252") { western($0) },
]

private func decodedScalars(_ bytes: ArraySlice<UInt8>, _ encoding: Encoding) -> [Unicode.Scalar]? {
    let decoded: (text: [UInt8], repairs: Int)?
    switch encoding.form {
    case .singleByte(let index): decoded = SingleByteDecoder.decode(bytes, table: index)
    case .multiByte(let name): decoded = MultiByteDecoder.decode(bytes, iconv: name)
    default: decoded = nil
    }
    // The sample may cut the last character in two.
    guard let decoded, decoded.repairs <= 1 else { return nil }
    return Array(String(decoding: decoded.text, as: UTF8.self).unicodeScalars)
}

/// The mean worth of the scalars beyond ASCII.
private func share(_ scalars: [Unicode.Scalar], _ worth: (Unicode.Scalar) -> Double) -> Double {
    var (sum, count) = (0.0, 0.0)
    for scalar in scalars where scalar.value >= 0x80 {
        sum += worth(scalar)
        count += 1
    }
    return count > 0 ? sum / count : 0
}

private func isKana(_ scalar: Unicode.Scalar) -> Bool { (0x3041...0x30FC).contains(scalar.value) }
private func isHangul(_ scalar: Unicode.Scalar) -> Bool { (0xAC00...0xD7A3).contains(scalar.value) }
private func isIdeograph(_ scalar: Unicode.Scalar) -> Bool { (0x4E00...0x9FFF).contains(scalar.value) }
private func isGreek(_ scalar: Unicode.Scalar) -> Bool { (0x386...0x3AB).contains(scalar.value) }
/// Punctuation and full-width letters of East Asia.
private func isWide(_ scalar: Unicode.Scalar) -> Bool {
    (0x3000...0x303F).contains(scalar.value) || (0xFF01...0xFF5E).contains(scalar.value)
}
/// Punctuation that all windows code pages share.
private func isMark(_ scalar: Unicode.Scalar) -> Bool {
    (0x2010...0x203A).contains(scalar.value) || (0xA0...0xBF).contains(scalar.value)
        || (0x5B0...0x5C4).contains(scalar.value)
}

/// The wrong Cyrillic code page turns small letters into capitals, and the common ones into rare ones.
private func cyrillic(_ scalars: [Unicode.Scalar]) -> Double {
    let common = Set("оеаинтсрвлкмдпу".unicodeScalars)
    // No Russian goes without these, and in Hebrew code pages nothing stands in their places.
    let hasLast = scalars.contains { (0x44B...0x44F).contains($0.value) }
    return (hasLast ? 1 : 0.5)
        * share(scalars) { scalar in
            if common.contains(scalar) { return 1.1 }
            if (0x430...0x44F).contains(scalar.value) { return 0.7 }
            if (0x410...0x42F).contains(scalar.value) { return 0.1 }
            return isMark(scalar) ? 0.1 : -1
        }
}

/// Western letters with accents stand alone among letters without, which no other script's do.
private func western(_ scalars: [Unicode.Scalar]) -> Double {
    var (lone, all) = (0, 0)
    for (index, scalar) in scalars.enumerated() where scalar.value >= 0x80 {
        all += 1
        let before = index > 0 ? scalars[index - 1] : " "
        let after = index + 1 < scalars.count ? scalars[index + 1] : " "
        if isAccented(scalar), !isAccented(before), !isAccented(after) { lone += 1 }
    }
    return lone * 2 >= all ? 1.3 : 0.1
}

private func isAccented(_ scalar: Unicode.Scalar) -> Bool { (0xC0..<0x250).contains(scalar.value) }
