import Daemon
import Foundation
import Storing
import Streaming
import Synchronization
import Testing

@testable import Following

@Suite struct StreamPlaceTests {
    private func end(
        _ sequence: UInt64, _ id: String?, after place: StreamPlace, events: [StreamPlace] = []
    ) throws -> StreamPlace {
        try StreamPlace.end(StreamEnd(sequence: sequence, id: id), stream: "s", after: place, events: events)
    }

    private func id(_ seq: Int64) -> String { "\(seq)-fffffffffffffff7" }

    @Test func `a key is read as it was written`() {
        let event = told(event(12))
        let place = StreamPlace(key: event.key)
        #expect((place?.seq, place?.fingerprint) == (12, event.mark.fingerprint))
        for text in ["", "a-b", "1", "0-3", "1-2-3", "-1-2", "1-"] { #expect(StreamPlace(key: text) == nil) }
    }

    @Test func `the last message tells, whether the cursor is behind, ahead or lost`() throws {
        for place in [StreamPlace(seq: 3, sequence: 3), StreamPlace(seq: 90, sequence: 88), StreamPlace(seq: 0)] {
            #expect(try end(40, id(42), after: place) == StreamPlace(seq: 42, fingerprint: -9, sequence: 40))
        }
    }

    @Test func `what was put aside behind the last message stays so`() throws {
        var place = StreamPlace(seq: 44, sequence: 40)
        #expect(try end(40, id(42), after: place).seq == 42)
        place.putAside = 2
        #expect(try end(40, id(42), after: place) == place)
    }

    @Test func `a message that is no event is an error`() {
        #expect(throws: DeliveryFailure.self) { try end(4, "x-4", after: StreamPlace(seq: 4, sequence: 4)) }
        #expect(throws: DeliveryFailure.self) { try end(4, "", after: StreamPlace(seq: 4, sequence: 4)) }
    }

    @Test func `a new stream begins at the cursor`() throws {
        #expect(try end(0, nil, after: StreamPlace(seq: 0)) == StreamPlace(seq: 0, sequence: 0))
        #expect(try end(0, nil, after: StreamPlace(seq: 9, sequence: 9)) == StreamPlace(seq: 9, sequence: 0))
    }

    @Test func `where the last message is held no longer, the stream's numbers are counted`() throws {
        let events = [11, 12, 14].map { StreamPlace(seq: $0) }
        let place = StreamPlace(seq: 10, sequence: 100)
        #expect(try end(100, nil, after: place, events: events) == place)
        #expect(try end(102, nil, after: place, events: events) == StreamPlace(seq: 12, sequence: 102))
        #expect(try end(109, nil, after: place, events: events) == StreamPlace(seq: 14, sequence: 103))
        #expect(throws: DeliveryFailure.self) { try end(99, nil, after: place, events: events) }
        #expect(throws: DeliveryFailure.self) { try end(99, nil, after: StreamPlace(seq: 10), events: events) }
    }

    @Test func `a follower goes on where its receiver ends, forward and back`() async throws {
        for seq in [1, 4] {
            let told = try ToldFolder(1...5)
            let moved = Mutex(false)
            let receiver = ScriptedReceiver { _, _ in
                moved.withLock { moved in
                    defer { moved = true }
                    return moved ? nil : DeliveryFailure(.elsewhere(StreamPlace(seq: Int64(seq), sequence: 70)), "")
                }
            }
            try await told.follower(receiver) { $0.batch = 2 }.run(from: .after(2))
            #expect(receiver.taken == (seq == 1 ? [2, 3, 4, 5] : [5]))
            #expect(try told.cursor?.sequence == 70 + Int64(5 - seq))
            #expect(told.said.withLock { $0 } == [])
        }
    }

    @Test func `a receiver that is ahead of this log is trouble`() async throws {
        let told = try ToldFolder(1...5)
        let receiver = ScriptedReceiver { number, _ in
            number < 3 ? DeliveryFailure(.elsewhere(StreamPlace(seq: 9, sequence: 9)), "") : nil
        }
        try await told.follower(receiver).run(from: .beginning)
        #expect(told.said.withLock { $0 }.count { $0.contains("the last here is 5") } == 1)
    }

    @Test func `a receiver that has another event of that number is trouble`() async throws {
        let told = try ToldFolder(1...5)
        let receiver = ScriptedReceiver { number, _ in
            number < 3 ? DeliveryFailure(.elsewhere(StreamPlace(seq: 3, fingerprint: 1, sequence: 3)), "") : nil
        }
        try await told.follower(receiver).run(from: .beginning)
        #expect(told.said.withLock { $0 }.count { $0.contains("another event 3") } == 1)
    }

    @Test func `a follower of a stream asks nobody where to go on, but the stream`() async throws {
        let told = try ToldFolder(1...3)
        let ends = ScriptedReceiver { number, _ in
            number == 0 ? DeliveryFailure(.elsewhere(StreamPlace(seq: 2, sequence: 2)), "") : nil
        }
        // Of a log of later, and then none at all.
        for text in [#"{"seq":9,"fingerprint":"1","at":"2026-01-20T10:00:00.000Z"}"#, "torn"] {
            try FileManager.default.createDirectory(atPath: told.path + "/followers", withIntermediateDirectories: true)
            try told.write("followers/desk.json", text)
            await #expect(throws: FollowerError.self) { try await told.follower(ends).run(from: .beginning) }
        }
        #expect(ends.taken == [])
        try await told.follower(ends).run(from: .receiver)
        #expect(ends.taken == [3])
    }

    @Test func `what a stream numbers is not noted before it is handed over`() async throws {
        let told = try ToldFolder(1...4)
        let noted = Mutex<[Int64?]>([])
        let receiver = ScriptedReceiver { number, _ in
            noted.withLock { $0.append((try? told.cursor)?.pending) }
            return number == 0 ? DeliveryFailure(.elsewhere(StreamPlace(seq: 0, sequence: 0)), "") : nil
        }
        try await told.follower(receiver) { $0.batch = 2 }.run(from: .receiver)
        #expect(receiver.taken == [1, 2, 3, 4])
        #expect(noted.withLock { $0 } == [2, nil, nil])
    }

    @Test func `a delivery ends where its lines are long`() async throws {
        let told = try ToldFolder(1...6)
        let size = try told.text("items.jsonl").utf8.count / 6
        let counts = Mutex<[Int]>([])
        let receiver = ScriptedReceiver { _, delivery in
            counts.withLock { $0.append(delivery.events.count) }
            return nil
        }
        try await told.follower(receiver) { ($0.batch, $0.batchBytes) = (100, size * 3 / 2) }.run(from: .beginning)
        #expect(receiver.taken == [1, 2, 3, 4, 5, 6])
        #expect(counts.withLock { $0 } == [2, 2, 2])
    }

    @Test func `an event is handed over as its line stands in the log`() async throws {
        let told = try ToldFolder(1...1)
        // Another order and other spaces than ours.
        let line = try told.text("items.jsonl").replacing("{\"id\":", with: "{ \"id\" : ")
        try told.write("items.jsonl", line)
        let lines = Mutex<[String]>([])
        let receiver = ScriptedReceiver { _, delivery in
            lines.withLock { $0 += delivery.events.map { String(decoding: $0.bytes, as: UTF8.self) + "\n" } }
            return nil
        }
        try await told.follower(receiver).run(from: .beginning)
        #expect(lines.withLock { $0 } == [line])
        #expect(line.contains("{ "))
    }
}
