/// Writes a subscription list as OPML 2.0, for any reader to import. Tags become `category`, which keeps all of them;
/// folders could hold but one.
package func writeOPML(_ list: SubscriptionList) -> [UInt8] {
    var out = Array("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n  <head>\n    <title>".utf8)
    append(list.title ?? "Subscriptions", to: &out)
    out.append("</title>\n  </head>\n  <body>\n")
    for entry in list.entries {
        out.append("    <outline type=\"rss\"")
        append("text", entry.title ?? entry.url, to: &out)
        if let title = entry.title { append("title", title, to: &out) }
        append("xmlUrl", entry.url, to: &out)
        if let page = entry.homePageURL { append("htmlUrl", page, to: &out) }
        // A comma or a slash would make two categories of one.
        let tags = entry.tags.map { $0.replacing(",", with: " ").replacing("/", with: " ") }
        if !tags.isEmpty { append("category", tags.joined(separator: ","), to: &out) }
        out.append("/>\n")
    }
    out.append("  </body>\n</opml>\n")
    return out
}

private func append(_ name: StaticString, _ value: String, to out: inout [UInt8]) {
    out.append(0x20)
    out.append(name)
    out.append("=\"")
    append(value, to: &out)
    out.append(UInt8(ascii: "\""))
}

/// Escaped; without the control characters that XML forbids.
private func append(_ text: String, to out: inout [UInt8]) {
    let bytes = text.utf8.filter { $0 >= 0x20 || $0 == 0x09 || $0 == 0x0A }
    escapeHTML(bytes, bytes.indices, quotes: true, into: &out)
}
