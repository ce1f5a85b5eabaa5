import FeedModel
import Fetching
import Foundation
import Storing
import Testing

@testable import Daemon

@Suite struct PagePlanTests {
    private let start = Date(timeIntervalSince1970: 1_766_000_000)

    private func answer(_ tag: String = "a") -> PageAnswer {
        var response = Response(url: "http://gazette.test/a", status: 200)
        response.validators = Validators(eTag: tag)
        return PageAnswer(finding: .unchanged, response: response, bodyHash: "hash-" + tag)
    }

    /// Hours from one look to the next, as long as nothing but `news` is found.
    private func gaps(_ state: PageState, _ news: PageUpdate.News, _ count: Int) -> [Int] {
        var (state, now) = (state, start)
        var gaps: [Int] = []
        for _ in 0..<count {
            let next = plan(after: answer(), state, news, at: now)
            guard let due = next.due else { break }
            gaps.append(Int(due.timeIntervalSince(now) / 3600))
            (state, now) = (next.state, due)
        }
        return gaps
    }

    @Test func `gaps grow from an hour to thirty days, and then the page is left alone`() {
        let first = plan(after: answer(), PageState(), .first, at: start)
        #expect(first.due == start.addingTimeInterval(3600))
        let looks = gaps(first.state, .same, 100)
        #expect(Array(looks.prefix(4)) == [2, 4, 8, 16])
        #expect(looks.max() == 30 * 24)
        #expect((15...25).contains(looks.count))
    }

    @Test func `a story that was revised is looked at sooner`() {
        var state = PageState()
        (state.gap, state.lastChange) = (.seconds(40 * 3600), start)
        let revised = plan(after: answer(), state, .revised, at: start)
        #expect(revised.due == start.addingTimeInterval(10 * 3600))
        #expect(gaps(revised.state, .same, 2) == [15, 22])
    }

    @Test func `a page without a text is tried less and less, and given up`() {
        #expect(gaps(PageState(), .nothing, 100) == [1, 2, 4, 8, 16, 32, 64, 128, 256])
        var asked = PageAnswer(finding: .nothing, reason: "too many requests (429)")
        asked.retryAfter = .seconds(7 * 3600)
        let next = plan(after: asked, PageState(), .nothing, at: start)
        #expect(next.due == start.addingTimeInterval(7 * 3600))
        #expect(next.state.lastError == "too many requests (429)")
        let well = plan(after: answer(), next.state, .same, at: start)
        #expect(well.state.failures == 0)
        #expect(well.state.lastError == nil)
    }

    @Test(arguments: [PageUpdate.News.nothing, .waiting])
    func `validators vouch only for what was kept`(news: PageUpdate.News) {
        let kept = plan(after: answer("a"), PageState(), .first, at: start).state
        let passed = plan(after: answer("b"), kept, news, at: start).state
        #expect(passed.validators.eTag == "a")
        #expect(passed.bodyHash == "hash-a")
        #expect(plan(after: answer("b"), kept, .revised, at: start).state.validators.eTag == "b")
    }

    @Test func `what is withdrawn is not asked for again`() {
        #expect(plan(after: PageAnswer(finding: .gone), PageState(), .withdrawn, at: start).due == nil)
    }
}
