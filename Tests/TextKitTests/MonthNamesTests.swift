import Testing
import TextKit

@Suite struct MonthNamesTests {
    @Test(arguments: [
        ("january", 1), ("märz", 3), ("août", 8), ("января", 1), ("tammikuuta", 1), ("szeptember", 9),
        ("οκτωβρίου", 10),
        ("listopadu", 11), ("grudnia", 12), ("ağustos", 8), ("листопада", 11), ("setiembre", 9), ("noiembrie", 11),
    ])
    func `a month is known to all that read dates`(_ name: String, _ number: Int) {
        #expect(MonthNames.numbers[name] == number)
        #expect(MonthNames.numbersBesidePeople[name] == number && MonthNames.numbersInText[name] == number)
    }

    @Test(arguments: ["pro", "led", "des", "лист"])
    func `what is a word as well is a month in dates alone`(_ name: String) {
        #expect(MonthNames.numbers[name] != nil && MonthNames.numbersBesidePeople[name] != nil)
        #expect(MonthNames.numbersInText[name] == nil)
    }

    @Test(arguments: ["ian", "marco"])
    func `what people are called is none beside people`(_ name: String) {
        #expect(MonthNames.numbers[name] != nil && MonthNames.numbersBesidePeople[name] == nil)
    }
}
