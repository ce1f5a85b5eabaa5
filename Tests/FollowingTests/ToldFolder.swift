import Daemon
import FeedModel
import Foundation
import Storing
import Synchronization

@testable import Following

/// A log of so many events, without a store, in a folder of its own that goes with it.
final class ToldFolder: Sendable {
    let path = NSTemporaryDirectory() + "/dateline-\(UUID().uuidString)"
    var log: String { path + "/items.jsonl" }
    let said = Mutex<[String]>([])

    init(_ numbers: ClosedRange<Int> = 1...5) throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try tell(numbers)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ name: String, _ text: String) throws {
        try text.write(toFile: path + "/" + name, atomically: false, encoding: .utf8)
    }

    func text(_ name: String) throws -> String { try String(contentsOfFile: path + "/" + name, encoding: .utf8) }

    /// Adds events to the log.
    func tell(_ numbers: ClosedRange<Int>, _ change: (inout Event) -> Void = { _ in }) throws {
        var lines = (try? text("items.jsonl")) ?? ""
        for number in numbers {
            var event = event(number)
            change(&event)
            lines += JSONValue.object(event.json).encoded + "\n"
        }
        try write("items.jsonl", lines)
    }

    var files: FollowerFiles {
        get throws { try FollowerFiles("desk", in: path + "/followers") }
    }

    var cursor: FollowerCursor? {
        get throws { try FollowerCursor(of: files) }
    }

    func follower(_ receiver: any Receiver, _ change: (inout FollowerSettings) -> Void = { _ in }) throws -> Follower {
        var settings = FollowerSettings()
        (settings.endsAtEnd, settings.tries) = (true, 3)
        settings.pace.first = .milliseconds(1)
        settings.pace.longest = .milliseconds(2)
        change(&settings)
        return Follower(
            try files, settings, to: receiver, log: log, store: StoreAccess(StoreSettings(path: path + "/none.db")),
            clock: WallClock { Date() },
            announce: { [self] line in said.withLock { $0.append(line) } })
    }
}

/// A revision of an item of its own, of feed 7.
func event(_ number: Int, _ kind: EventKind = .new, text: String = "Gulls take over the market.") -> Event {
    var item = JSONObject()
    item.set("id", "tag:\(number)")
    item.set("url", "http://gazette.test/\(number)")
    item.set("title", "Gulls \(number)")
    item.set("content_text", text)
    item.set("tags", ["Birds"])
    var facts = JSONObject()
    facts.set("story", number)
    return Event(
        seq: Int64(number), at: Date(timeIntervalSince1970: 1_766_000_000 + Double(number)), kind: kind,
        feed: FeedReference(id: 7, url: "http://gazette.test/world.xml", title: "Harbour Gazette"),
        item: ItemReference(number: Int64(number), revision: 1, json: item), facts: facts)
}

func told(_ event: Event) -> ToldEvent { ToldEvent(event) }

/// Answers as it is told to, and keeps what it has taken.
final class ScriptedReceiver: Receiver {
    private let state = Mutex<(calls: Int, taken: [Int64], keys: [String])>((0, [], []))
    private let answer: @Sendable (Int, Delivery) -> DeliveryFailure?

    /// - Parameter answer: nil where the delivery is taken; is given how many there were before.
    init(_ answer: @escaping @Sendable (Int, Delivery) -> DeliveryFailure? = { _, _ in nil }) { self.answer = answer }

    var taken: [Int64] { state.withLock { $0.taken } }
    /// Of each try.
    var keys: [String] { state.withLock { $0.keys } }

    func take(_ delivery: Delivery) async throws(DeliveryFailure) {
        let number = state.withLock { state in
            state.keys.append(delivery.key)
            state.calls += 1
            return state.calls - 1
        }
        if let failure = answer(number, delivery) { throw failure }
        state.withLock { $0.taken += delivery.events.map(\.mark.seq) }
    }
}
