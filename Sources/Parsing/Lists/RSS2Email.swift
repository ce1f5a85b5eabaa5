import FeedModel
import TextKit

/// Reads rss2email.cfg, as Python's `configparser` does: a section `[feed.NAME]` a feed, whose `url` counts.
func readRSS2Email(_ text: String) -> SubscriptionList {
    var list = SubscriptionList()
    var section: Section?
    var key: String?
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
        let trimmed = line.trimming()
        guard !trimmed.isEmpty, trimmed.first != "#", trimmed.first != ";" else { continue }
        if trimmed.first == "[", trimmed.last == "]", line.first == "[" {
            section.map { list.take($0) }
            section = Section(name: String(trimmed.dropFirst().dropLast()), line: index + 1)
            key = nil
        } else if line.first?.isWhitespace == true, let key {
            // A value goes on in the next line.
            section?.values[key, default: ""] += "\n" + trimmed
        } else if let sign = trimmed.firstIndex(where: { $0 == "=" || $0 == ":" }) {
            let name = trimmed[..<sign].trimming().lowercased()
            // A percent sign is written twice.
            section?.values[name] = trimmed[trimmed.index(after: sign)...].trimming().replacing("%%", with: "%")
            key = name
        }
    }
    section.map { list.take($0) }
    return list
}

private struct Section {
    let name: String
    let line: Int
    var values: [String: String] = [:]
}

extension SubscriptionList {
    fileprivate mutating func take(_ section: Section) {
        guard section.name.hasPrefix("feed.") else {
            return warn(
                "[\(shortened(section.name, to: 40))] is not taken: 'dateline follow' sends mail, by settings of its own",
                line: section.line)
        }
        let name = String(section.name.dropFirst(5))
        guard let url = section.values["url"], !url.isEmpty else {
            return warn("[feed.\(shortened(name, to: 40))] has no url", line: section.line)
        }
        guard !["false", "no", "off", "0"].contains(section.values["active"]?.lowercased()) else {
            return warn("[feed.\(shortened(name, to: 40))] is not taken: it is not active", line: section.line)
        }
        let others = section.values.keys.filter { !["url", "active"].contains($0) }.sorted()
        if !others.isEmpty {
            warn(
                "[feed.\(shortened(name, to: 40))] is taken without \(shortened(others.joined(separator: ", "), to: 200))",
                line: section.line)
        }
        add(Entry(url: url, title: name), line: section.line)
    }
}
