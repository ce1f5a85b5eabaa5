import FeedModel
import TextKit

/// Writes a subscription list as OPML 2.0, for any reader to import. The first tag becomes the folder, as readers have it;
/// all of them stand in `category`, but for those that it cannot say, since a comma or a slash ends a name in it: these
/// become folders within.
package func writeOPML(_ list: SubscriptionList) -> String {
    var out = #"<?xml version="1.0" encoding="UTF-8"?>"# + "\n" + #"<opml version="2.0">"# + "\n"
    out += "<head><title>\(escaped(list.title ?? "Subscriptions"))</title></head>\n<body>\n"
    write(list.entries.map { (folders($0.tags)[...], $0) }, indent: "  ", to: &out)
    return out + "</body>\n</opml>\n"
}

private func folders(_ tags: [String]) -> [String] {
    tags.enumerated().filter { $0.offset == 0 || !isCategory($0.element) }.map(\.element)
}

private func isCategory(_ tag: String) -> Bool {
    !tag.utf8.contains(UInt8(ascii: ",")) && !tag.utf8.contains(UInt8(ascii: "/")) && tag.trimming() == tag
}

/// Those outside of folders first, then the folders as they come.
private func write(
    _ entries: [(folders: ArraySlice<String>, entry: SubscriptionList.Entry)], indent: String, to out: inout String
) {
    for (folders, entry) in entries where folders.isEmpty { write(entry, indent: indent, to: &out) }
    let within = entries.filter { !$0.folders.isEmpty }
    var known: Set<String> = []
    let names = within.compactMap(\.folders.first).filter { known.insert($0).inserted }
    let byFolder = Dictionary(grouping: within) { $0.folders.first }
    for name in names {
        out += "\(indent)<outline text=\"\(escaped(name))\">\n"
        write((byFolder[name] ?? []).map { ($0.folders.dropFirst(), $0.entry) }, indent: indent + "  ", to: &out)
        out += "\(indent)</outline>\n"
    }
}

private func write(_ entry: SubscriptionList.Entry, indent: String, to out: inout String) {
    out +=
        "\(indent)<outline type=\"rss\" text=\"\(escaped(entry.title ?? entry.url))\" xmlUrl=\"\(escaped(entry.url))\""
    if let page = entry.homePageURL { out += " htmlUrl=\"\(escaped(page))\"" }
    let categories = entry.tags.filter(isCategory)
    if !categories.isEmpty { out += " category=\"\(escaped(categories.joined(separator: ",")))\"" }
    out += "/>\n"
}

/// Characters that XML 1.0 cannot hold become blanks; what a terminal would obey is a reference.
private func escaped(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
        switch scalar {
        case "&": result += "&amp;".unicodeScalars
        case "<": result += "&lt;".unicodeScalars
        case ">": result += "&gt;".unicodeScalars
        case "\"": result += "&quot;".unicodeScalars
        case "\u{0}"..."\u{8}", "\u{B}", "\u{C}", "\u{E}"..<" ", "\u{FFFE}", "\u{FFFF}": result.append(" ")
        case _ where isDirectionMark(scalar), "\t", "\n", "\r", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}":
            result += "&#\(scalar.value);".unicodeScalars
        default: result.append(scalar)
        }
    }
    return String(result)
}
