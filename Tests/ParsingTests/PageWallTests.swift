import FeedModel
import Testing

@testable import Parsing

@Suite struct PageWallTests {
    private static func wall(_ page: PageWallCase) throws -> PageWall? {
        try parsePage(Array(page.html.utf8), at: "https://harbour.test/news/ferry", contentType: "text/html").wall
    }

    @Test func `walls are named, nineteen of twenty`() throws {
        for kind in [PageWall.consent, .script, .captcha, .subscription] {
            let pages = PageWallCase.all.filter { $0.kind == kind }
            let named = try pages.map { try Self.wall($0) }
            let missed = zip(pages, named).filter { $1 != kind }.map { "\($1?.rawValue ?? "none") \($0)" }
            #expect(missed.count * 20 <= pages.count, "\(missed.joined(separator: "\n"))")
        }
    }

    @Test(arguments: PageWallCase.all.filter { $0.kind == nil })
    func `whole articles are no walls`(_ page: PageWallCase) throws {
        #expect(try Self.wall(page) == nil)
    }
}
