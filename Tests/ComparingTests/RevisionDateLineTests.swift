import Testing

@testable import Comparing

@Suite struct RevisionDateLineTests {
    private func isDateAlone(_ old: String, _ new: String, days: Double = 1) -> Bool {
        Comparing.isDateAlone([Block(text: old)], [Block(text: new)], elapsed: days * 86_400)
    }

    @Test(arguments: [
        ("Checked by the night team, 11 March 2026", "Checked by the night team, 12 March 2026"),
        ("Stand der Prüfung: 28. Februar 2026", "Stand der Prüfung: 1. März 2026"),
        ("Stand der Liste: 11.03.2026", "Stand der Liste: 12.03.2026"),
        ("Liste tenue par la mairie, 2026-03-11", "Liste tenue par la mairie, 2026-03-12"),
        ("Reviewed by the desk: 3/11/2026", "Reviewed by the desk: 3/12/2026"),
        ("Reviewed by the desk: 31/1/2026", "Reviewed by the desk: 1/2/2026"),
        ("Relevé de la station, mercredi 11 mars 2026", "Relevé de la station, jeudi 12 mars 2026"),
        ("Desk of the harbour, March 11th", "Desk of the harbour, March 12th"),
        ("Desk of the harbour, 31 December", "Desk of the harbour, 1 January"),
        ("Log of the lock, 11 March 2026, 18:40", "Log of the lock, 12 March 2026, 07:15"),
    ])
    func `a short line whose date moved on with time says nothing`(_ old: String, _ new: String) {
        #expect(isDateAlone(old, new))
    }

    @Test(arguments: [
        ("Opens 11 March 2026", "Opens 18 March 2026"), ("Opens 11 March 2026", "Opens 10 March 2026"),
        ("Opens 11.03.2026", "Opens 11.04.2026"), ("Opens March 11", "Opens March 18"),
        ("Opens 11 March", "Opens 11 March 2026"), ("Doors at 18:30, level 11", "Doors at 19:30, level 12"),
        ("The hall opens on 11 March 2026.", "The hall opens on 12 March 2026."),
        ("Checked by the night team, 11 March 2026", "Checked by the day team, 12 March 2026"),
    ])
    func `a date put off, a sentence and other words do`(_ old: String, _ new: String) {
        #expect(!isDateAlone(old, new))
    }

    @Test(arguments: [
        ("They were waiting the ferry", "They were waiting for the ferry"),
        ("Sie warteten die Fähre", "Sie warteten auf die Fähre"), ("Il jouait la flûte", "Il jouait de la flûte"),
    ])
    func `one preposition is cosmetic`(_ old: String, _ new: String) { #expect(!isMaterial(old, new)) }

    @Test(arguments: [
        ("The price rose 5 crowns", "The price rose to 5 crowns"),
        ("They were waiting the ferry", "They were not waiting the ferry"),
        ("He attacked the guards", "He was attacked the guards"),
        ("Men attacked the guards", "Men attacked by the guards"),
    ])
    func `beside a number it is not, nor is a word that turns the meaning`(_ old: String, _ new: String) {
        #expect(isMaterial(old, new))
    }

    @Test(arguments: [
        ("teh", "the"), ("adn", "and"), ("wih", "with"), ("taht", "that"), ("thsi", "this"), ("wich", "which"),
        ("whcih", "which"),
        ("becuase", "because"), ("shuold", "should"), ("nciht", "nicht"), ("udn", "und"), ("wrid", "wird"),
        ("dnas", "dans"),
        ("avce", "avec"), ("publico", "público"), ("fuer", "für"), ("dass", "daß"), ("a", "à"), ("recieve", "receive"),
        ("untill", "until"), ("accross", "across"),
    ])
    func `a letter or two of a word's spelling are cosmetic`(_ wrong: String, _ right: String) {
        #expect(!isMaterial("so \(wrong) one", "so \(right) one"))
        #expect(!isMaterial("so \(right) one", "so \(wrong) one"))
    }

    @Test(arguments: [
        ("man", "men"), ("now", "not"), ("war", "was"), ("then", "than"), ("here", "there"), ("form", "from"),
        ("hat", "that"),
        ("million", "billion"), ("legal", "illegal"), ("killed", "killer"), ("raised", "razed"), ("schon", "schön"),
        ("wurde", "würde"), ("kein", "ein"), ("hatte", "hätte"), ("Iran", "Iraq"), ("Teh", "Thee"), ("5", "6"),
        ("sous", "sans"),
    ])
    func `another word is not, however near it is`(_ one: String, _ other: String) {
        #expect(isMaterial("so \(one) two", "so \(other) two"))
    }
}
