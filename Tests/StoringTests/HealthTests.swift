import Testing

@testable import Storing

@Suite struct HealthTests {
    @Test(arguments: [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567"), (-1000, "-1,000")])
    func `numbers are written in groups of three`(_ number: Int, _ text: String) { #expect(grouped(number) == text) }
}
