import struct FoundationEssentials.Date

/// Makes HTML of unknown origin harmless; `text` is what a person would copy of it.
package func sanitize(_ bytes: [UInt8], at url: String = "") -> (html: String, text: String?) {
    var text = decode(bytes, as: .html).bytes
    _ = repairCharacters(&text)
    let sanitized = sanitizeHTML(text, text.indices, base: url)
    return (sanitized.html.string(sanitized.html.indices), sanitized.text)
}

/// The date that a text gives, in any form that feeds are known to use; nil when it gives none.
package func parseDate(_ text: String) -> Date? { readDate(text) }
