import Comparing
import Testing

@Suite struct StandingWordsTests {
    @Test(arguments: [
        ("Bulletin of March 1", "bulletin of"), ("The Daily, Tuesday 3/2/2026", "the daily"),
        ("Heft Nr. 13 (Februar)", "heft nr"),
        ("12th issue", "issue"), ("Acta XIV", "acta"), ("日报2026年3月1日", "日报"), ("2026-03-02", ""),
        ("Marketing margins", "marketing margins"),
    ])
    func `of a title the words stay that name no day, month or issue`(_ title: String, _ words: String) {
        #expect(standingWords(of: title) == words)
    }
}
