import Comparing
import Testing

@Suite struct WordDiffTests {
    @Test func `words that changed`() {
        let old = "The mayor said 12 people were hurt.\n\nThe bridge is closed."
        let new = "The mayor said 14 people were not hurt.\n\nThe bridge is closed."
        #expect(
            wordChanges(from: old, to: new) == [
                .same("The mayor said"), .removed(" 12"), .added(" 14"), .same(" people were"), .added(" not"),
                .same(" hurt.\n\nThe bridge is closed."),
            ])
        #expect(wordChanges(from: old, to: old) == [.same(old)])
        #expect(wordChanges(from: "", to: new) == [.added(new)])
    }

    @Test(arguments: [
        ("one two three four", "one 2 three four five"), ("a\nb\nc\n", "a\nc\nd"), ("今日は晴れ。", "明日は雨。"),
        ("  spaces   stay ", "spaces   leave  "), ("x", ""), ("", ""), ("one\n\ntwo", "two\n\none"),
        ("same start, other end", "same start; another end!"),
    ])
    func `the parts make both texts`(_ old: String, _ new: String) {
        let changes = wordChanges(from: old, to: new)
        let after = changes.map { change in
            switch change {
            case .same(let text), .added(let text): text
            case .removed: ""
            }
        }
        let before = changes.map { change in
            switch change {
            case .same(let text), .removed(let text): text
            case .added: ""
            }
        }
        #expect(after.joined() == new)
        #expect(before.joined().filter { !$0.isWhitespace } == old.filter { !$0.isWhitespace })
    }

    @Test func `the shortest edit`() {
        let old = Array("abcabba")
        let new = Array("cbabac")
        let hunks = difference(old, new)
        #expect(hunks.reduce(0) { $0 + $1.old.count + $1.new.count } == 5)
        var made: [Character] = []
        var at = 0
        for hunk in hunks {
            made += old[at..<hunk.old.lowerBound] + new[hunk.new]
            at = hunk.old.upperBound
        }
        #expect(made + old[at...] == new)
    }

    @Test func `texts that have nothing in common cost little`() {
        let old = (0..<20_000).map { "old \($0)" }
        let new = (0..<20_000).map { "new \($0)" }
        #expect(difference(old, new).map(\.new) == [0..<20_000])
    }

    @Test func `unified`() {
        let old = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"]
        var new = old
        new[1] = "two"
        new.append("13")
        #expect(
            unifiedDifference(from: old, to: new) == [
                "@@ -1,5 +1,5 @@", " 1", "-2", "+two", " 3", " 4", " 5", "@@ -10,3 +10,4 @@", " 10", " 11", " 12",
                "+13",
            ])
    }
}
