import FeedModel
import Foundation
import Storing
import Testing

@testable import Daemon

@Suite struct LogHistoryTests {
    private let folder: ScratchFolder
    private var log: String { folder.path + "/items.jsonl" }

    init() throws { folder = try ScratchFolder() }

    private func line(_ seq: Int, _ kind: String = "feed-added", _ more: String = "") -> String {
        #"{"id":"dateline:event:\#(seq)","_dateline":{"seq":\#(seq),"event":"\#(kind)","at":"2026-01-01T00:00:00Z"\#(more)}}"#
            + "\n"
    }

    private func numbers(after seq: Int64 = 0) throws -> (numbers: [Int64], history: LogHistory) {
        var history = try LogHistory(path: log, after: seq)
        var numbers: [Int64] = []
        while let line = try history.next() { numbers.append(line.mark.seq) }
        return (numbers, history)
    }

    @Test func `lines come in the order of their numbers, whatever their files are called`() throws {
        try folder.write("items.jsonl", line(7) + line(8))
        try folder.write("items.jsonl.1", line(5) + line(6))
        try folder.write("items.jsonl-20260120", line(1) + line(2))
        try folder.write("items.jsonl.2", line(3) + line(4))
        try folder.write("items.jsonl.3.gz", "packed")
        try folder.write("items.jsonl.lock", "8")
        let (all, history) = try numbers()
        #expect(all == Array(1...8))
        #expect(history.unread == [folder.path + "/items.jsonl.3.gz"] && history.tornPieces == 0)
        for seq in 0..<10 { #expect(try numbers(after: Int64(seq)).numbers == all.filter { $0 > seq }) }
    }

    @Test func `a line that stands in two files counts once, and what is torn not at all`() throws {
        try folder.write("items.jsonl", line(2) + line(3) + line(5) + String(line(6).dropLast(9)))
        try folder.write("items.jsonl.1", line(1) + line(2) + "\0\0\0\n" + line(4))
        let (all, history) = try numbers()
        #expect(all == [1, 2, 3, 4, 5])
        #expect(history.repeated == 1 && history.tornPieces == 2)
    }

    @Test func `where the store had gone on without numbers is found`() throws {
        try folder.write("items.jsonl.1", line(1) + line(4, "store-behind", #","from":2,"to":3"#))
        try folder.write("items.jsonl", line(5) + line(6, "store-behind", #","from":5,"to":5"#))
        let breaks = try LogHistory.breaks(in: log, after: 0)
        #expect(breaks.map(\.seq) == [4, 6] && breaks.map(\.missing) == [2...3, 5...5])
        #expect(try LogHistory.breaks(in: log, after: 4).map(\.seq) == [6])
        #expect(try OpenLog.mark(upTo: 3, in: OpenLog.files(log))?.seq == 1)
    }

    @Test func `how much of some numbers the log has is told, and nothing of what cannot be read`() throws {
        #expect(LogShare(of: 1...3, in: log) == .none)
        try folder.write("items.jsonl.1", line(1) + line(2) + line(5))
        try folder.write("items.jsonl", line(6) + line(7))
        for range: ClosedRange<Int64> in [1...2, 2...6, 5...5, 6...7] { #expect(LogShare(of: range, in: log) == .all) }
        for range: ClosedRange<Int64> in [2...4, 3...5, 7...9, 4...8] { #expect(LogShare(of: range, in: log) == .some) }
        for range: ClosedRange<Int64> in [3...4, 8...9] { #expect(LogShare(of: range, in: log) == .none) }
        try folder.write("items.jsonl.2.gz", "packed")
        #expect(LogShare(of: 3...4, in: log) == .unknown && LogShare(of: 5...6, in: log) == .all)
    }

    @Test func `a log that is not there has no lines`() throws {
        #expect(try numbers().numbers.isEmpty)
        #expect(try OpenLog.mark(upTo: 9, in: OpenLog.files(log)) == nil)
    }
}
