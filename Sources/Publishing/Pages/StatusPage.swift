import FeedModel
import Foundation
import Storing

/// How feeds have been doing, as plots with their numbers.
package struct StatusPage {
    let counts: DailyCounts
    let feeds: [FeedOverview]
    let items: [Int64: [Int]]
    /// What `dateline status` says first.
    let summary: [String]
    let now: Date

    package static let days = 30
    /// More rows than a person reads.
    private static let shownFeeds = 1000

    package init(_ store: any Store, _ feeds: [FeedOverview], summary: [String], at now: Date) throws {
        (self.feeds, self.summary, self.now) = (Array(feeds.prefix(Self.shownFeeds)), summary, now)
        counts = try store.dailyCounts(Self.days, until: now)
        items = try store.dailyItems(of: self.feeds.map(\.id), Self.days, until: now)
    }

    package var bytes: [UInt8] {
        Page(title: "Dateline: status").bytes { html in
            html.element("h1", text: "Status")
            html.element("p", ("class", "meta")) { $0.time(now.rfc3339) }
            for line in summary { html.element("p", text: line) }
            plots(into: &html)
            table(into: &html)
        }
    }

    private func plots(into html: inout MarkupWriter) {
        let days = (0..<counts.count).map(counts.name)
        let checks = counts.byName.filter { $0.key.hasPrefix("check-") }
        let failed = days.indices.map { day in
            checks.filter { $0.key != "check-read" && $0.key != "check-unchanged" }.reduce(0) { $0 + $1.value[day] }
        }
        let all = days.indices.map { day in checks.reduce(0) { $0 + $1.value[day] } }
        let late = days.indices.map { all[$0] == 0 ? 0 : counts["lateness-seconds"][$0] / all[$0] }
        let plots = [
            BarPlot(
                title: "Checks by answer", days: days,
                series: [
                    .init(name: "unchanged", style: "e", values: counts["check-unchanged"]),
                    .init(name: "read", style: "a", values: counts["check-read"]),
                    .init(name: "failed", style: "b", values: failed),
                ]),
            BarPlot(
                title: "Items, copies and revisions", days: days,
                series: [
                    .init(name: "items", style: "a", values: counts["item"]),
                    .init(name: "copies", style: "c", values: counts["copy"]),
                    .init(name: "revisions", style: "d", values: counts["revision"]),
                ]),
            BarPlot(
                title: "Lateness of a check on average, in seconds", days: days,
                series: [.init(name: "seconds", style: "b", values: late)]),
        ]
        html.element("section", ("aria-labelledby", "days")) { html in
            html.element("h2", ("id", "days"), text: "The last \(Self.days) days")
            for plot in plots { plot.write(into: &html) }
        }
        html.markup("\n")
    }

    private func table(into html: inout MarkupWriter) {
        html.element("section", ("aria-labelledby", "feeds")) { html in
            html.element("h2", ("id", "feeds"), text: "Feeds")
            guard !feeds.isEmpty else { return html.element("p", text: "No feeds yet.") }
            html.element("table") { html in
                html.markup(
                    "<caption>New items by day, of the last 30</caption>\n<thead><tr><th scope=\"col\">Feed</th>")
                html.markup("<th scope=\"col\">30 days</th><th scope=\"col\" class=\"number\">Items</th>")
                html.markup("<th scope=\"col\" class=\"number\">Failures</th></tr></thead>\n")
                html.element("tbody") { html in
                    for feed in feeds { row(feed, into: &html) }
                }
            }
        }
    }

    private func row(_ feed: FeedOverview, into html: inout MarkupWriter) {
        let values = items[feed.id] ?? Array(repeating: 0, count: Self.days)
        let sum = values.reduce(0, +)
        html.element("tr") { html in
            html.element("th", ("scope", "row")) { html in
                html.textElement("bdi", feed.title ?? feed.url)
                if let error = feed.state.lastError { html.textElement("p", class: "meta", error) }
            }
            html.element("td") { $0.sparkline(values, label: "\(sum) items, at most \(values.max() ?? 0) a day") }
            html.element("td", ("class", "number"), text: "\(sum)")
            html.element("td", ("class", "number"), text: "\(feed.state.failures)")
        }
        html.markup("\n")
    }
}
