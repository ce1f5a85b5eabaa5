import Comparing
import Testing

@testable import Publishing

@Suite struct MarkupTests {
    private func written(_ body: (inout MarkupWriter) -> Void) -> String {
        var html = MarkupWriter()
        body(&html)
        return String(decoding: html.bytes, as: UTF8.self)
    }

    @Test func `texts are escaped, and forbidden characters left out`() {
        let html = written { $0.element("a", ("href", "x\"><script>"), ("lang", nil), text: "<b>&\u{1}\u{FFFF}ok") }
        #expect(html == #"<a href="x&quot;&gt;&lt;script&gt;">&lt;b&gt;&amp;ok</a>"#)
    }

    @Test func `what changed is marked without the blanks around it, and blanks alone are marked`() {
        let line: [WordChange] = [.same("in"), .removed(" eleven"), .added(" twelve"), .same(" of"), .added("  ")]
        #expect(
            written { $0.changedLine(line) }
                == "<div class=\"change\" dir=\"auto\">in <del>eleven</del> <ins>twelve</ins> of<ins>  </ins></div>\n")
    }

    @Test func `a bar stands for a day, its parts upon each other, with letters of the page's size`() {
        let days = (1...30).map { "2026-11-\($0 < 10 ? "0" : "")\($0)" }
        let plot = BarPlot(
            title: "Checks", days: days,
            series: [
                .init(name: "read", style: "a", values: (1...30).map { $0 == 30 ? 3 : 0 }),
                .init(name: "failed", style: "b", values: (1...30).map { $0 == 30 ? 1 : 0 }),
            ])
        let html = written(plot.write)
        #expect(html.contains("aria-label=\"Checks: from 2026-11-01 to 2026-11-30, at most 4 a day, 4 in all\""))
        #expect(html.contains("<rect class=\"a\" x=\"97%\" y=\"46.5\" width=\"2.7%\" height=\"85.5\"/>"))
        #expect(html.contains("<rect class=\"b\" x=\"97%\" y=\"18\" width=\"2.7%\" height=\"28.5\"/>"))
        // Of parts only what is there; no letters that shrink with the figure.
        #expect(html.split(separator: "<rect").count == 5 && !html.contains("viewBox=\"0 0 720"))
        #expect(
            html.contains("<th scope=\"row\">2026-11-30</th><td class=\"number\">3</td><td class=\"number\">1</td>"))
    }
}
