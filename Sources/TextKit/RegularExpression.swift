import CPCRE2

/// A regular expression as Perl and PHP write them (PCRE2), of Unicode and of either case: `(?-i)` in it tells small letters
/// from capitals. What it may take is bounded: one that tries too much is stopped, and has no answer.
///
/// Owns the compiled code, which is never changed: any thread may search by it.
package final class RegularExpression: Sendable {
    package enum Answer: Sendable {
        case found, notFound
        /// It tried more than it may.
        case stopped
    }

    /// What is wrong with it, and at which character, from 0.
    package struct Mistake: Error, Equatable {
        package let place: Int
        package let description: String
    }

    package let pattern: String
    private nonisolated(unsafe) let code: OpaquePointer

    package init(_ pattern: String) throws(Mistake) {
        self.pattern = pattern
        guard pattern.utf8.count <= Self.longest else {
            throw Mistake(place: 0, description: "it is longer than \(Self.longest) bytes")
        }
        let options =
            PCRE2_UTF | PCRE2_UCP | PCRE2_CASELESS | PCRE2_AUTO_CALLOUT | PCRE2_NEVER_BACKSLASH_C | PCRE2_NO_UTF_CHECK
        var (error, offset): (Int32, Int) = (0, 0)
        var text = pattern
        let code = text.withUTF8 {
            pcre2_compile_8($0.baseAddress, $0.count, options, &error, &offset, nil)  // copied
        }
        guard let code else { throw Self.mistake(pattern, error, at: offset) }
        self.code = code
    }

    deinit { pcre2_code_free_8(code) }

    /// Whether it matches anywhere in `text`.
    package func search(_ text: String) -> Answer {
        var effort = Effort()
        guard let match = pcre2_match_data_create_8(1, nil), let context = pcre2_match_context_create_8(nil) else {
            return .stopped  // no memory
        }
        defer {
            pcre2_match_data_free_8(match)
            pcre2_match_context_free_8(context)
        }
        pcre2_set_heap_limit_8(context, Self.heapLimit)
        var text = text
        let status = withUnsafeMutablePointer(to: &effort) { effort in
            // Before each item of the pattern that is tried, wherever the match began: PCRE2's own limit begins anew there.
            pcre2_set_callout_8(
                context,
                { block, effort in
                    let effort = effort!.assumingMemoryBound(to: Effort.self)
                    return effort.pointee.spend(at: block!.pointee.current_position) ? 0 : PCRE2_ERROR_CALLOUT
                }, effort)
            return text.withUTF8 {
                pcre2_match_8(code, $0.baseAddress, $0.count, 0, PCRE2_NO_UTF_CHECK, match, context)  // borrowed
            }
        }
        switch status {
        case 0...: return .found
        case PCRE2_ERROR_NOMATCH: return .notFound
        default: return .stopped
        }
    }

    /// Bytes of a pattern.
    private static let longest = 4000
    /// KiB that one match may take for what it has to go back to.
    private static let heapLimit: UInt32 = 16 << 10

    private static func mistake(_ pattern: String, _ error: Int32, at offset: Int) -> Mistake {
        var message = [UInt8](repeating: 0, count: 256)
        let length = pcre2_get_error_message_8(error, &message, message.count)
        let words = length > 0 ? String(decoding: message.prefix(Int(length)), as: UTF8.self) : "it cannot be read"
        let before = String(decoding: Array(pattern.utf8).prefix(offset), as: UTF8.self)
        return Mistake(place: min(before.count, pattern.count), description: words)
    }
}

extension RegularExpression: Equatable {
    package static func == (first: RegularExpression, second: RegularExpression) -> Bool {
        first.pattern == second.pattern
    }
}

/// What one search has taken: items of the pattern tried, and the text read for them. Counted, not timed, so that the answer
/// is the same on a busy machine. The most is some hundredths of a second.
private struct Effort {
    private var left = 2_000_000
    private var place = 0

    mutating func spend(at place: Int) -> Bool {
        left -= 1 + abs(place - self.place) >> 4
        self.place = place
        return left > 0
    }
}
