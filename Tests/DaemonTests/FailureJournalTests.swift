import Testing

@testable import Daemon

@Suite struct FailureJournalTests {
    private let begin = ContinuousClock.now

    @Test func `a few failures have a line each, and no number`() {
        let journal = FailureJournal()
        #expect((0..<20).allSatisfy { _ in journal.mayTell(at: begin) })
        #expect(journal.summaries(at: begin + .seconds(120)).isEmpty)
    }

    @Test func `thousands have twenty lines and a number`() {
        let journal = FailureJournal()
        #expect((0..<4600).count { _ in journal.mayTell(at: begin) } == 20)
        #expect(journal.summaries(at: begin + .seconds(30)).isEmpty)
        #expect(journal.summaries(at: begin + .seconds(90)).map { String($0.prefix(16)) } == ["4,580 more feeds"])
        #expect(journal.summaries(at: begin + .seconds(180)).isEmpty)
        #expect(journal.mayTell(at: begin + .seconds(180)))
    }

    @Test func `what cannot be kept has lines of its own beside what cannot be read`() {
        let journal = FailureJournal()
        for _ in 0..<30 { _ = journal.mayTell(at: begin) }
        #expect((0..<300).count { _ in journal.mayTell(.keep, at: begin) } == 20)
        #expect(
            journal.summaries(at: begin + .seconds(90)) == [
                "10 more feeds cannot be read; 'dateline status' lists them",
                "280 more checks could not be kept; they are made again",
            ])
    }

    @Test func `a minute later each has its line again`() {
        let journal = FailureJournal()
        for minute in 0..<5 {
            let time = begin + .seconds(61 * minute)
            #expect((0..<20).allSatisfy { _ in journal.mayTell(at: time) })
        }
    }
}
