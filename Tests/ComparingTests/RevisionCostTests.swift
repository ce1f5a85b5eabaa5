import FeedModel
import Foundation
import Testing

@testable import Comparing

/// Two texts are compared in time that grows with them and no faster, in the processor time of the thread that does it.
@Suite(.serialized) struct RevisionCostTests {
    struct Kind: Sendable, CustomTestStringConvertible {
        let name: String
        /// The old text and the new one, of about so many lines.
        let make: @Sendable (Int) -> (String, String)
        var testDescription: String { name }
    }

    private static func lines(_ count: Int) -> [String] { (0..<count).map { "Line \($0) of a long text." } }

    static let kinds = [
        Kind(name: "cut short") { count in
            (lines(count).joined(separator: "\n"), lines(count).joined(separator: "\n").dropLast(9) + "")
        },
        Kind(name: "cut marks without end") { count in
            ("A text.", "A text" + String(repeating: "...", count: count * 8))
        },
        Kind(name: "other lines") { count in
            (lines(count).joined(separator: "\n"), lines(count).map { $0 + " More." }.joined(separator: "\n"))
        },
    ]

    @Test(arguments: kinds)
    func `texts of four times the length cost about four times as much`(_ kind: Kind) async {
        let ratio = await onThread {
            func cost(_ texts: (String, String)) -> Double {
                let start = cpuTime()
                _ = revision(from: item(texts.0), to: item(texts.1), at: Date(timeIntervalSince1970: 0))
                return cpuTime() - start
            }
            let (once, fourfold) = (kind.make(400), kind.make(1600))
            // Now and then a first look costs more. Below some milliseconds nothing is told by it.
            for _ in 1...3 {
                let ratio = cost(fourfold) / max(cost(once), 0.004)
                if ratio < 9 { return ratio }
            }
            return Double.infinity
        }
        #expect(ratio < 9)
    }

    private func item(_ text: String) -> Item {
        var item = Item(id: "a")
        item.contentText = text
        return item
    }
}

private func cpuTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// Runs what takes long on a thread of its own: tests share a few threads, and those that wait for something need them.
private func onThread<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
    await withCheckedContinuation { continuation in
        let thread = Thread { continuation.resume(returning: body()) }
        thread.stackSize = 8 << 20
        thread.start()
    }
}
