extension BidirectionalCollection {
    /// Without the elements at both ends that `isMargin` says yes to. Public, since the optimizer specializes
    /// what is generic in another module only where it is.
    @inlinable public func trimming(where isMargin: (Element) -> Bool) -> SubSequence {
        var (start, end) = (startIndex, endIndex)
        while start < end, isMargin(self[start]) { formIndex(after: &start) }
        while start < end {
            let last = index(before: end)
            guard isMargin(self[last]) else { break }
            end = last
        }
        return self[start..<end]
    }
}

extension Substring {
    /// Without white space at its ends, that of Unicode included. Nearly all texts have none, which their first and last
    /// scalars tell at less cost than characters do.
    package func trimmed() -> Substring {
        guard let first = unicodeScalars.first, let last = unicodeScalars.last else { return self }
        return first.beginsWord && last.endsWord ? self : trimming(where: \.isWhitespace)
    }

    /// Without these ASCII characters at its ends; white space of HTML by default.
    package func trimming(_ characters: StaticString = " \t\r\n\u{C}") -> String {
        let margin = UnsafeBufferPointer(start: characters.utf8Start, count: characters.utf8CodeUnitCount)
        return String(Substring(utf8.trimming(where: margin.contains)))
    }
}

extension String {
    package func trimmed() -> Substring { self[...].trimmed() }

    package func trimming(_ characters: StaticString = " \t\r\n\u{C}") -> String { self[...].trimming(characters) }
}

extension Unicode.Scalar {
    /// No white space, which a character is that begins with it.
    fileprivate var beginsWord: Bool { isASCII ? value > 0x20 : !properties.isWhitespace }

    /// Neither that nor a mark that may stand on it.
    fileprivate var endsWord: Bool {
        guard !isASCII else { return value > 0x20 }
        switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .otherLetter, .initialPunctuation, .finalPunctuation, .openPunctuation,
            .closePunctuation, .dashPunctuation, .otherPunctuation:
            return true
        default: return false
        }
    }
}
