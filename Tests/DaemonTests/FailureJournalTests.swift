import Testing

@testable import Daemon

@Suite struct FailureJournalTests {
    private let begin = ContinuousClock.now

    @Test func `a few failures have a line each, and no number`() {
        let journal = FailureJournal()
        #expect((0..<20).allSatisfy { _ in journal.mayTell(at: begin) })
        #expect(journal.summary(at: begin + .seconds(120)) == nil)
    }

    @Test func `thousands have twenty lines and a number`() {
        let journal = FailureJournal()
        #expect((0..<4600).count { _ in journal.mayTell(at: begin) } == 20)
        #expect(journal.summary(at: begin + .seconds(30)) == nil)
        #expect(journal.summary(at: begin + .seconds(90))?.hasPrefix("4,580 more feeds") == true)
        #expect(journal.summary(at: begin + .seconds(180)) == nil)
        #expect(journal.mayTell(at: begin + .seconds(180)))
    }

    @Test func `a minute later each has its line again`() {
        let journal = FailureJournal()
        for minute in 0..<5 {
            let time = begin + .seconds(61 * minute)
            #expect((0..<20).allSatisfy { _ in journal.mayTell(at: time) })
        }
    }
}
