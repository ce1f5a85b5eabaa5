import Testing

@testable import Publishing

@Suite struct SparklineTests {
    @Test(arguments: [
        ([0, 1, 4, 8], 4, " ▁▄█"), ([1, 1, 0, 0, 3, 3], 3, "▃ █"), ([], 5, ""), ([0, 0], 2, "  "),
    ])
    func `a column is a day, or as many as fit`(_ values: [Int], _ width: Int, _ line: String) {
        #expect(sparkline(values, width: width) == line)
    }
}
