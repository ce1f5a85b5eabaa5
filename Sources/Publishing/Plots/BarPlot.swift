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

    private static let (width, height, left, bottom) = (720, 170, 48, 18)

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

    private func drawing(into html: inout MarkupWriter) {
        let most = max(1, sums.max() ?? 1)
        let plotHeight = Self.height - Self.bottom - 10
        let step = Double(Self.width - Self.left) / Double(max(1, days.count))
        let label =
            "\(title): from \(days.first ?? "") to \(days.last ?? ""), at most \(most) a day, \(sums.reduce(0, +)) in all"
        html.element("svg", ("viewBox", "0 0 \(Self.width) \(Self.height)"), ("role", "img"), ("aria-label", label)) {
            html in
            let ground = Self.height - Self.bottom
            html.empty(
                "line", ("class", "axis"), ("x1", "\(Self.left)"), ("x2", "\(Self.width)"), ("y1", "\(ground)"),
                ("y2", "\(ground)"))
            html.element("text", ("x", "\(Self.left - 6)"), ("y", "14"), ("text-anchor", "end"), text: "\(most)")
            html.element("text", ("x", "\(Self.left - 6)"), ("y", "\(ground)"), ("text-anchor", "end"), text: "0")
            for day in days.indices {
                var top = Double(ground)
                for part in series where part.values[day] > 0 {
                    let height = Double(part.values[day]) / Double(most) * Double(plotHeight)
                    top -= height
                    html.empty(
                        "rect", ("class", part.style),
                        ("x", short(Double(Self.left) + step * Double(day) + step * 0.12)),
                        ("y", short(top)), ("width", short(step * 0.76)), ("height", short(height)))
                }
                guard day % 7 == (days.count - 1) % 7 else { continue }
                // The last one would reach beyond the edge.
                let (place, anchor) = day == days.count - 1 ? (1.0, "end") : (0.5, "middle")
                html.element(
                    "text", ("x", short(Double(Self.left) + step * (Double(day) + place))), ("y", "\(Self.height - 4)"),
                    ("text-anchor", anchor), text: String(days[day].dropFirst(5)))
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
