import Testing
import TextKit

@Suite struct BylineTests {
    @Test(arguments: [
        ("By Jane Doe", "Jane Doe"), ("BY JANE DOE", "JANE DOE"), ("Von Jana Klee", "Jana Klee"),
        ("Av Tove Lind", "Tove Lind"),
        ("Byron Bay", "Byron Bay"), ("by the sea", "by the sea"), ("Jane Doe", "Jane Doe"), ("", ""),
    ])
    func `a byline in front of a text`(_ line: String, _ name: String) { #expect(withoutBy(line[...]) == name) }

    @Test(arguments: [
        ("by jane doe", "jane doe"), ("By Jane Doe", "Jane Doe"), ("Von Miller", "Von Miller"),
        ("Di Lampert", "Di Lampert"),
        ("Byron Bay", "Byron Bay"), ("By", "By"),
    ])
    func `a name that stands alone keeps what may be its own`(_ text: String, _ name: String) {
        #expect(nameWithoutBy(text) == name)
    }
}
