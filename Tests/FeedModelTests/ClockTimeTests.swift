import Foundation
import Testing

@testable import FeedModel

@Suite struct ClockTimeTests {
    @Test func `what Dateline's clock says has milliseconds always, what a feed says only where it gave them`() throws {
        let whole = Date(timeIntervalSince1970: 1_800_000_000)
        var object = JSONObject()
        object.set("ours", clock: whole)
        object.set("theirs", whole)
        #expect(
            JSONValue.object(object).encoded == #"{"ours":"2027-01-15T08:00:00.000Z","theirs":"2027-01-15T08:00:00Z"}"#)
        #expect(Date(rfc3339: whole.rfc3339Milliseconds) == whole)
    }

    @Test func `the order of such times as texts is that of time`() {
        let times = stride(from: 1_799_999_998.5, to: 1_800_000_001, by: 0.25).map {
            Date(timeIntervalSince1970: $0).rfc3339Milliseconds
        }
        #expect(times == times.sorted())
    }
}
