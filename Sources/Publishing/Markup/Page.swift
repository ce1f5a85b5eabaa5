import CCrypto
import struct Foundation.Data
import FeedModel
import TextKit

/// What all pages share: the head, which lets a browser ask nobody for anything and run nothing, and the landmarks.
package struct Page {
    /// Of the window.
    var title: String
    /// Above all else, with where it leads to; nil for a page that stands alone.
    var site: (title: String, address: String)?
    /// What a feed reader finds: type, address.
    var feeds: [(type: String, address: String)] = []
    /// Links beside the site's name.
    var navigation: [(name: String, address: String)] = []

    init(title: String) { self.title = title }

    func bytes(_ body: (inout MarkupWriter) throws -> Void) rethrows -> [UInt8] {
        var html = MarkupWriter()
        html.markup("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        html.empty("meta", ("http-equiv", "Content-Security-Policy"), ("content", Self.policy))
        html.markup("\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
        html.markup(
            "<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" content=\"no-referrer\">\n")
        html.element("title", text: title.isEmpty ? "Dateline" : title)
        for feed in feeds {
            html.markup("\n")
            html.empty("link", ("rel", "alternate"), ("type", feed.type), ("href", feed.address))
        }
        html.markup("\n<style>")
        html.markup(stylesheet)
        html.markup("</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#content\">Skip to the content</a>\n")
        writeHeader(&html)
        html.markup("<main id=\"content\" tabindex=\"-1\">\n")
        try body(&html)
        html.markup("</main>\n<footer><p>Kept by Dateline. Times are UTC.</p></footer>\n</body>\n</html>\n")
        return html.bytes
    }

    private func writeHeader(_ html: inout MarkupWriter) {
        guard let site else { return }
        html.element("header") { html in
            html.element("p", ("class", "site"), ("dir", "auto")) { html in
                html.element("a", ("href", site.address), text: site.title)
            }
            guard !navigation.isEmpty else { return }
            html.element("nav", ("aria-label", "Pages")) { html in
                for (name, address) in navigation {
                    html.element("a", ("href", address), text: name)
                    html.markup(" ")
                }
            }
        }
        html.markup("\n")
    }

    /// No script, no request, no frame, no form: only the style that stands in the page, by its hash (CSP 3, 2.3.1).
    static let policy =
        "default-src 'none'; style-src 'sha256-\(hash(stylesheet))'; base-uri 'none'; form-action 'none'"

    private static func hash(_ text: StaticString) -> String {
        var bytes: [UInt8] = []
        bytes.append(text)
        var digest = [UInt8](repeating: 0, count: 32)
        let isDone = unsafe EVP_Digest(bytes, bytes.count, &digest, nil, EVP_sha256(), nil)
        precondition(isDone == 1)
        return Data(digest).base64EncodedString()
    }
}
