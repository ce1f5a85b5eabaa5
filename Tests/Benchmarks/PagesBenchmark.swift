import FeedModel
import Foundation
import Parsing

/// Reads every page of a folder of HTML files, and says what a page costs.
enum PagesBenchmark {
    static func run(_ arguments: [String]) throws {
        guard let folder = arguments.first else { return print("usage: benchmarks pages FOLDER") }
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".html") }
            .sorted()
        let pages = try names.map { Array(try Data(contentsOf: URL(fileURLWithPath: folder + "/" + $0))) }
        guard !pages.isEmpty else { return print("no .html files in \(folder)") }
        var times: [Double] = []
        var bytes = 0
        for page in pages {
            let start = clock()
            let article = try parsePage(page, at: "http://page.test/")
            times.append(Double(clock() - start) / Double(CLOCKS_PER_SEC) * 1000)
            bytes += page.count
            precondition(article.url == "http://page.test/")
        }
        times.sort()
        let total = times.reduce(0, +)
        func milliseconds(_ value: Double) -> String { String(format: "%.1f ms", value) }
        print(
            "\(times.count) pages, \(bytes >> 10) KiB: median \(milliseconds(times[times.count / 2])),",
            "90th percentile \(milliseconds(times[times.count * 9 / 10])), longest \(milliseconds(times.last!)),",
            String(format: "%.0f MB/s", Double(bytes) / total / 1000))
    }
}
