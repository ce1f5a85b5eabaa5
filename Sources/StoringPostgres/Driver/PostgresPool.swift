import Dispatch
import Foundation
import Synchronization

/// The connections of a store: one that writes, so that this process's transactions wait for each other here and not at
/// the server, and some that read.
///
/// Whoever calls waits, for a connection and for the server. From Swift's own threads, which are few, `async` ones do so
/// elsewhere.
final class PostgresPool: Sendable {
    private let address: PostgresAddress
    private let purpose: PostgresAddress.Purpose
    private let writer: Lane
    private let readers: Lane

    /// How often a transaction is begun anew that was undone for another's sake.
    private static let tries = 5

    init(_ address: PostgresAddress, for purpose: PostgresAddress.Purpose = .writing, readers: Int = 4) {
        (self.address, self.purpose) = (address, purpose)
        writer = Lane(places: 1)
        self.readers = Lane(places: readers)
    }

    /// Reads in one snapshot.
    func read<T>(_ body: (PostgresTransaction) throws -> T) throws -> T {
        try transaction(in: readers, begin: "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", body) { $0.end() }
    }

    /// One transaction that writes; `body` may be called again where it was undone for another's sake.
    func write<T>(_ body: (PostgresTransaction) throws -> T) throws -> T {
        try transaction(in: writer, begin: "BEGIN", body) { try $0.commit() }
    }

    func read<T: Sendable>(_ body: @escaping @Sendable (PostgresTransaction) throws -> T) async throws -> T {
        try await elsewhere { try self.read(body) }
    }

    func write<T: Sendable>(_ body: @escaping @Sendable (PostgresTransaction) throws -> T) async throws -> T {
        try await elsewhere { try self.write(body) }
    }

    /// The writer's connection by itself, outside of transactions.
    func withWriter<T>(_ body: (PostgresConnection) throws -> T) throws -> T {
        try writer.use(connect: connect, body)
    }

    func close() {
        writer.close()
        readers.close()
    }

    private func connect() throws -> PostgresConnection { try PostgresConnection(address, for: purpose) }

    /// On a thread that may wait.
    func elsewhere<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            // A serial queue is given a thread at once; a concurrent one has as many as there are cores.
            DispatchQueue(label: "dateline.postgres").async { continuation.resume(with: Result { try body() }) }
        }
    }

    private func transaction<T>(
        in lane: Lane, begin: String, _ body: (PostgresTransaction) throws -> T,
        end: (PostgresTransaction) throws -> Void
    ) throws -> T {
        var tries = 0
        while true {
            tries += 1
            do {
                return try lane.use(connect: connect) { connection in
                    let transaction = PostgresTransaction(on: connection, begin: begin)
                    do {
                        let value = try body(transaction)
                        try end(transaction)
                        return value
                    } catch {
                        transaction.rollBack()
                        throw error
                    }
                }
            } catch let error as PostgresError where error.isWorthRepeating && tries < Self.tries {
                // The other one first: else both meet again.
                Thread.sleep(forTimeInterval: .random(in: 0.01...0.03) * Double(tries))
            }
        }
    }
}

/// Connections for one purpose: as many at most as there are places, each kept for the next who comes.
private final class Lane: Sendable {
    private let places: DispatchSemaphore
    private let idle = Mutex<[Idle]>([])
    /// Handed from one thread to another, and used by one at a time.
    private struct Idle: @unchecked Sendable { let connection: PostgresConnection }

    init(places: Int) { self.places = DispatchSemaphore(value: places) }

    func use<T>(connect: () throws -> PostgresConnection, _ body: (PostgresConnection) throws -> T) throws -> T {
        places.wait()
        defer { places.signal() }
        let connection = try reusable() ?? connect()
        defer {
            let kept = Idle(connection: connection)
            if connection.isUsable { idle.withLock { $0.append(kept) } }
        }
        return try body(connection)
    }

    /// The server may have been started anew since: those that it has left go.
    private func reusable() -> PostgresConnection? {
        while let connection = idle.withLock({ $0.popLast() })?.connection {
            if connection.isStillThere() { return connection }
        }
        return nil
    }

    func close() { idle.withLock { $0 = [] } }
}
