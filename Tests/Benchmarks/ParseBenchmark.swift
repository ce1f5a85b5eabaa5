import FeedModel
import CXML2
import FeedModel
import FoundationEssentials
import Glibc
import Parsing

/// What parsing costs: `benchmarks parse FOLDER [--rounds N]` and `benchmarks parse --memory FILE`.
///
/// The limit is libxml2 passing over the same bytes with handlers that do nothing; against it stand (b) reading to the
/// model, texts left as they are, and (c) what a fetch costs, sanitizing and plain text included. One process, the
/// best of N rounds, in processor time, the ways taken in turn, so that a busy machine is busy for all of them.
enum ParseBenchmark {
    static func run(_ arguments: [String]) throws {
        if let option = arguments.firstIndex(of: "--memory"), option + 1 < arguments.count {
            return try measureMemory(of: arguments[option + 1])
        }
        guard let folder = arguments.first else {
            return print("usage: benchmarks parse FOLDER [--rounds N] | --memory FILE")
        }
        let rounds = arguments.firstIndex(of: "--rounds").flatMap { Int(arguments[$0 + 1]) } ?? 7
        let feeds = try documents(in: folder)
        let megabytes = Double(feeds.reduce(0) { $0 + $1.count }) / 1e6
        let ways: [(name: String, leastRatio: Double, read: ([UInt8]) -> Int)] = [
            ("a  libxml2, empty handlers", 1, passOver),
            ("b  to the model", 0.70, { (try? parseFeedUnsanitized($0, at: "http://feed.test/"))?.items.count ?? 0 }),
            ("c  with sanitizing and text", 0.36, { (try? parseFeed($0, at: "http://feed.test/"))?.items.count ?? 0 }),
        ]
        var best = [Double](repeating: .infinity, count: ways.count)
        var entries = [Int](repeating: 0, count: ways.count)
        for _ in 0..<rounds {
            for (index, way) in ways.enumerated() {
                var count = 0
                let start = processorTime()
                for feed in feeds { count += way.read(feed) }
                best[index] = min(best[index], processorTime() - start)
                entries[index] = count
            }
        }
        print("\(feeds.count) feeds, \(decimal(megabytes)) MB, best of \(rounds) rounds")
        for (index, way) in ways.enumerated() {
            let seconds = best[index]
            let ratio = best[0] / best[index]
            print(
                way.name.padding(to: 30), "\(decimal(seconds * 1000)) ms".padding(to: 12),
                "\(decimal(megabytes / seconds)) MB/s".padding(to: 14),
                index == 0 ? "" : "\(Int(Double(entries[index]) / seconds)) entries/s".padding(to: 20),
                index == 0 ? "" : "\(decimal(ratio)) of a, to be \(decimal(way.leastRatio)) at least")
        }
    }

    private static func documents(in folder: String) throws -> [[UInt8]] {
        try FileManager.default.contentsOfDirectory(atPath: folder)
            .filter { $0.hasSuffix(".xml") || $0.hasSuffix(".rss") || $0.hasSuffix(".atom") }.sorted()
            .map { Array(try Data(contentsOf: URL(filePath: folder + "/" + $0))) }
    }

    /// libxml2's parser over memory, SAX2, recovering, without network.
    private static func passOver(_ bytes: [UInt8]) -> Int {
        var handler = xmlSAXHandler()
        handler.initialized = UInt32(XML_SAX2_MAGIC)
        handler.startElementNs = { _, _, _, _, _, _, _, _, _ in }
        handler.endElementNs = { _, _, _, _ in }
        handler.characters = { _, _, _ in }
        handler.ignorableWhitespace = { _, _, _ in }
        handler.cdataBlock = { _, _, _ in }
        handler.serror = { _, _ in }
        bytes.withUnsafeBytes { buffer in
            guard
                let parser = xmlCreateMemoryParserCtxt(
                    buffer.bindMemory(to: CChar.self).baseAddress, Int32(buffer.count))
            else { return }
            let original = parser.pointee.sax
            withUnsafeMutablePointer(to: &handler) { pointer in
                parser.pointee.sax = pointer  // borrowed: put back below
                xmlCtxtUseOptions(parser, Int32(XML_PARSE_RECOVER.rawValue | XML_PARSE_NONET.rawValue))
                xmlParseDocument(parser)
            }
            parser.pointee.sax = original
            if let document = parser.pointee.myDoc { xmlFreeDoc(document) }
            xmlFreeParserCtxt(parser)
        }
        return 0
    }

    /// How much the process grew while it read one document, its own bytes included.
    private static func measureMemory(of path: String) throws {
        _ = try? parseFeed(
            Array("<rss><channel><title>warm &eacute;</title></channel></rss>".utf8), at: "http://feed.test/")
        let before = peakMemory()
        let bytes = Array(try Data(contentsOf: URL(filePath: path)))
        let feed = try parseFeed(bytes, at: "http://feed.test/")
        let growth = peakMemory() - before
        print(
            "\(bytes.count) bytes, \(feed.items.count) entries: \(growth) bytes, "
                + "\(decimal(Double(growth) / Double(bytes.count))) times its size")
    }

    /// Seconds that this process has computed.
    private static func processorTime() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    private static func peakMemory() -> Int {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return usage.ru_maxrss * 1024
    }

    private static func decimal(_ number: Double) -> String {
        let hundredths = Int((number * 100).rounded())
        return "\(hundredths / 100).\(String(hundredths % 100 + 100).dropFirst())"
    }
}

extension String {
    fileprivate func padding(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
