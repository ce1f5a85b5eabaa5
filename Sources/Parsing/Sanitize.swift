import struct FoundationEssentials.Date
import TextKit

/// Makes HTML of unknown origin harmless; `text` is what a person would copy of it.
/// - Parameter html: a part of a page. It is text already: neither a byte order mark nor a `<meta charset>` says otherwise.
package func sanitize(_ html: String, at url: String = "") -> (html: String, text: String?) {
    var text = DecodedText(bytes: Array(html.utf8), encoding: Encoding.utf8.name)
    var repairs = XMLRepairs()
    text.repairCharacters(&repairs)
    let sanitized = sanitizeHTML(text.bytes, text.bytes.indices, base: url)
    return (sanitized.html.string(sanitized.html.indices), sanitized.text)
}

/// The date that a text gives, in any form that feeds are known to use; nil when it gives none.
package func parseDate(_ text: String) -> Date? { readDate(text) }
