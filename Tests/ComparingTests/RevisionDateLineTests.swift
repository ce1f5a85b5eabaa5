import Testing

@testable import Comparing

@Suite struct RevisionDateLineTests {
    private func isDateAlone(_ old: String, _ new: String, days: Double = 1) -> Bool {
        Comparing.isDateAlone([Block(text: old)], [Block(text: new)], elapsed: days * 86_400)
    }

    @Test func `a short line whose date moved on with time says nothing`() {
        #expect(isDateAlone("Checked by the night team, 11 March 2026", "Checked by the night team, 12 March 2026"))
        #expect(isDateAlone("Stand der Prüfung: 28. Februar 2026", "Stand der Prüfung: 1. März 2026"))
    }

    @Test(arguments: [
        ("Opens 11 March 2026", "Opens 18 March 2026"), ("Opens 11 March 2026", "Opens 10 March 2026"),
        ("The hall opens on 11 March 2026.", "The hall opens on 12 March 2026."),
        ("Checked by the night team, 11 March 2026", "Checked by the day team, 12 March 2026"),
    ])
    func `a date put off, a sentence and other words do`(_ old: String, _ new: String) {
        #expect(!isDateAlone(old, new))
    }

    @Test func `one preposition is cosmetic, beside a number it is not`() {
        #expect(!isMaterial("They were waiting the ferry", "They were waiting for the ferry"))
        #expect(isMaterial("The price rose 5 crowns", "The price rose to 5 crowns"))
        #expect(isMaterial("They were waiting the ferry", "They were not waiting the ferry"))
    }
}
