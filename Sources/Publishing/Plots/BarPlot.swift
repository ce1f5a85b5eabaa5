/// Bars of several parts upon each other, a bar a day, as SVG, with the numbers in a table beneath.
struct BarPlot {
    let title: String
    /// What the bars stand for, from the left.
    let days: [String]
    let series: [Series]

    struct Series {
        let name: String
        /// Its colour, as the stylesheet has it: `a` to `e`.
        let style: String
        /// One a day.
        let values: [Int]
    }

    func write(into html: inout MarkupWriter) {
        html.element("figure") { html in
            html.element("figcaption") { html in
                html.element("strong", text: title)
                html.markup("<br>")
                for part in series { key(part, into: &html) }
            }
            drawing(into: &html)
            html.element("details") { html in
                html.markup("<summary>The numbers</summary>\n")
                table(into: &html)
            }
        }
        html.markup("\n")
    }

    private func key(_ part: Series, into html: inout MarkupWriter) {
        html.element("span", ("class", "key")) { html in
            html.element("svg", ("viewBox", "0 0 10 10"), ("aria-hidden", "true")) { html in
                html.empty("rect", ("class", part.style), ("width", "10"), ("height", "10"))
            }
            html.text(part.name)
        }
    }

    private var sums: [Int] { days.indices.map { day in series.reduce(0) { $0 + $1.values[day] } } }

    /// Widths are shares of the figure's, heights and letters are pixels: so letters are as large on a phone as at a desk.
    private func drawing(into html: inout MarkupWriter) {
        let most = max(1, sums.max() ?? 1)
        let (top, ground) = (18.0, 132.0)
        let step = 100 / Double(max(1, days.count))
        let label =
            "\(title): from \(days.first ?? "") to \(days.last ?? ""), at most \(most) a day, \(sums.reduce(0, +)) in all"
        html.element("svg", ("class", "plot"), ("role", "img"), ("aria-label", label)) { html in
            html.element("text", ("x", "0"), ("y", "12"), text: "\(most)")
            for y in [top, ground] {
                html.empty(
                    "line", ("class", "axis"), ("x1", "0"), ("x2", "100%"), ("y1", short(y)), ("y2", short(y)))
            }
            for day in days.indices {
                let left = step * Double(day)
                var above = ground
                for part in series where part.values[day] > 0 {
                    let height = Double(part.values[day]) / Double(most) * (ground - top)
                    above -= height
                    html.empty(
                        "rect", ("class", part.style), ("x", short(left + step * 0.1) + "%"), ("y", short(above)),
                        ("width", short(step * 0.8) + "%"), ("height", short(height)))
                }
                guard day % 7 == (days.count - 1) % 7 else { continue }
                // The last one would reach beyond the edge.
                let (place, anchor) = day == days.count - 1 ? (100, "end") : (left + step / 2, "middle")
                html.element(
                    "text", ("x", short(place) + "%"), ("y", "148"), ("text-anchor", anchor),
                    text: String(days[day].dropFirst(5)))
            }
        }
    }

    private func table(into html: inout MarkupWriter) {
        html.element("table") { html in
            html.element("caption", text: title)
            html.element("thead") { html in
                html.element("tr") { html in
                    html.element("th", ("scope", "col"), text: "Day")
                    for part in series { html.element("th", ("scope", "col"), ("class", "number"), text: part.name) }
                }
            }
            html.element("tbody") { html in
                for day in days.indices.reversed() {
                    html.element("tr") { html in
                        html.element("th", ("scope", "row"), text: days[day])
                        for part in series { html.element("td", ("class", "number"), text: "\(part.values[day])") }
                    }
                }
            }
        }
    }
}

/// A number of a drawing: one digit behind the point.
func short(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
}
