import Foundation
import Testing

/// `dateline status --html FILE`
@Suite struct StatusPageTests {
    private func page(of home: TestHome) async throws -> String {
        let result = await home.run(["status", "--html", home.path + "/status.html"])
        #expect(result.status == 0 && result.output.isEmpty)
        return try String(contentsOfFile: home.path + "/status.html", encoding: .utf8)
    }

    /// The row of a day in the table below a plot.
    private func numbers(_ page: String, _ title: String, _ day: String) -> [Int]? {
        guard let table = page.ranges(of: "<caption>\(title)</caption>").first,
            let row = page[table.upperBound...].firstMatch(
                of: try! Regex("<tr><th scope=\"row\">\(day)</th>(.*?)</tr>"))
        else { return nil }
        return (row.output[1].substring ?? "").matches(of: /<td class="number">([0-9]+)<\/td>/).map { Int($0.1)! }
    }

    @Test func `the numbers below the plots are those of each day, as of each feed`() async throws {
        let home = try TestHome()
        try home.write(
            """
            [[feed]]
            url = "http://gazette.test/world.xml"
            [[feed]]
            url = "http://courier.test/news.xml"
            [[feed]]
            url = "http://gazette.test/none.xml?a&b"
            title = "<script>alert(1)</script>"

            """, to: "feeds.d/test.toml")
        _ = await home.run(["fetch"])
        try home.setTime("2026-03-03T08:00:00Z")
        home.publish("gazette.test/world-corrected.xml", at: "gazette.test/world.xml")
        _ = await home.run(["fetch"])
        let page = try await page(of: home)
        // Unchanged, read, failed.
        #expect(numbers(page, "Checks by answer", "2026-03-02") == [0, 2, 1])
        #expect(numbers(page, "Checks by answer", "2026-03-03") == [1, 1, 1])
        #expect(numbers(page, "Checks by answer", "2026-02-15") == [0, 0, 0])
        #expect(numbers(page, "Checks by answer", "2026-03-04") == nil)
        // Items, copies, revisions.
        #expect(numbers(page, "Items, copies and revisions", "2026-03-02") == [2, 1, 0])
        #expect(numbers(page, "Items, copies and revisions", "2026-03-03") == [0, 0, 1])
        #expect(
            page.contains(
                "aria-label=\"Items, copies and revisions: from 2026-02-02 to 2026-03-03, at most 3 a day, 4 in all\""))
        // A feed each, with its failure; what it calls itself does nothing.
        #expect(page.contains("aria-label=\"2 items, at most 2 a day\"") && page.contains("aria-label=\"1 items"))
        #expect(page.contains("404") && page.contains("&lt;script&gt;alert(1)") && !page.contains("<script"))
        #expect(page.contains("<time datetime=\"2026-03-03T08:00:00Z\" dir=\"ltr\">"))
    }

    @Test func `without feeds it says so, and what cannot be written is one line`() async throws {
        let home = try TestHome()
        _ = await home.run(["fetch", "http://gazette.test/none.xml"])
        #expect(try await page(of: home).contains("No feeds yet."))
        let result = await home.run(["status", "--html", home.path + "/none/status.html"])
        #expect(
            result.status == 1
                && result.errors.hasSuffix("dateline: cannot write $HOME/none/status.html: there is no such file\n"))
    }
}
