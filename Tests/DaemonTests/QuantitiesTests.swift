import Testing

@testable import Daemon

@Suite struct QuantitiesTests {
    @Test(arguments: [
        ("30m", 1800), ("1h30m", 5400), ("2d", 172_800), ("1w", 604_800), ("90s", 90), ("0", 0), ("0s", 0),
        ("1m1s", 61),
    ])
    func `a duration is read`(_ text: String, _ seconds: Int) {
        #expect(Duration(written: text) == .seconds(seconds))
    }

    @Test(arguments: ["", "30", "m", "-1m", "1.5h", "1 h", "1H", "1h30", "99999999999999m", "5000000000w", "１h"])
    func `what is no duration is none`(_ text: String) {
        #expect(Duration(written: text) == nil)
    }

    @Test(arguments: ["0s", "500ms", "1m", "1h30m", "2d", "10d1h1m1s1ms"])
    func `a duration is written as it is read`(_ text: String) {
        #expect(Duration(written: text)?.written == text)
    }

    @Test(arguments: [("16MiB", 16 << 20), ("500kB", 500_000), ("4096", 4096), ("1GB", 1_000_000_000), ("2B", 2)])
    func `a size is read`(_ text: String, _ bytes: Int) {
        #expect(byteCount(text) == bytes)
    }

    @Test(arguments: ["", "MiB", "1 MiB", "-1", "1mib", "1.5MiB", "99999999999999999999", "9999999999999GiB"])
    func `what is no size is none`(_ text: String) {
        #expect(byteCount(text) == nil)
    }

    @Test func `the nearest key is near`() {
        let known = ["timeout", "interval", "url", "tags"]
        #expect(nearest(to: "tiemout", among: known) == "timeout")
        #expect(nearest(to: "tag", among: known) == "tags")
        #expect(nearest(to: "uri", among: known) == "url")
        #expect(nearest(to: "colour", among: known) == nil)
    }
}
