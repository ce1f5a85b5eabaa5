import FeedModel
import Testing
import TextKit

@testable import Comparing

@Suite struct TeaserTests {
    private static let text = String(repeating: "The pier was closed for repairs on Tuesday. ", count: 20)

    @Test(arguments: readOnPhrases)
    func `a text that leads on is cut short, and without that it is not`(_ phrase: String) {
        var item = Item(id: "1")
        item.contentText = Self.text + phrase
        #expect(isCutShort(item))
        item.contentText = phrase + " " + Self.text
        #expect(!isCutShort(item))
        #expect(cutMarks.contains(phrase))
    }
}
