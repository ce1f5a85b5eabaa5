import Testing

@testable import Monitoring

@Suite struct HealthReportTests {
    @Test func `before the store is open nothing is well`() {
        let report = HealthReport(nil)
        #expect(!report.isWell)
        #expect(report.text.hasPrefix("ready: failing: the store is not open yet\n"))
        #expect(report.text.split(separator: "\n").count == 4)
    }

    @Test func `each part has a line, and one that fails is enough`() {
        let well = HealthReport([("ready", nil), ("log", nil)])
        #expect(well.isWell)
        #expect(well.text == "ready: ok\nlog: ok\n")
        let failing = HealthReport([("ready", nil), ("log", "the disk is full")])
        #expect(!failing.isWell)
        #expect(failing.text == "ready: ok\nlog: failing: the disk is full\n")
    }
}
