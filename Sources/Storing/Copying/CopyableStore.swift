import Foundation

/// A store whose rows can be taken over into one of another engine.
package protocol CopyableStore: OpenedStore {
    /// Reads all of it as it is at one moment.
    func readTables<T>(_ body: (any TableReader) throws -> T) throws -> T
    /// Writes all of it or nothing; what is made of the rows is made anew.
    func writeTables<T>(_ body: (any TableWriter) throws -> T) throws -> T
}

package protocol TableReader {
    func facts() throws -> StoreFacts
    /// The rows behind that key in the table's order, as many as are read at once; none at the end.
    func rows(of table: CopiedTable, after key: StoredRow?) throws -> [StoredRow]
}

package protocol TableWriter: TableReader {
    func setFacts(_ facts: StoreFacts) throws
    /// In place of those of the same key.
    func put(_ rows: [StoredRow], into table: CopiedTable) throws
    /// - Parameter keys: of rows.
    func delete(_ keys: [StoredRow], from table: CopiedTable) throws
}

/// What a store knows of itself.
package struct StoreFacts: Equatable, Sendable {
    /// Tells it from other stores; the log knows it by that.
    package var identity: Int64
    /// The last numbers that were given.
    package var lastSeq: Int64
    package var lastFeed: Int64
    package var lastItem: Int64
    package var lastStory: Int64
    /// When it last found itself behind its log, and the numbers that only the log had.
    package var behindAt: Int64?
    package var behindFrom: Int64?
    package var behindTo: Int64?
    package var pausedUntil: Int64?
    package var prunedAt: Int64?
    package var prunedTo: Int64

    package init(
        identity: Int64, lastSeq: Int64, lastFeed: Int64, lastItem: Int64, lastStory: Int64, behindAt: Int64?,
        behindFrom: Int64?, behindTo: Int64?, pausedUntil: Int64?, prunedAt: Int64?, prunedTo: Int64
    ) {
        (self.identity, self.lastSeq, self.lastFeed) = (identity, lastSeq, lastFeed)
        (self.lastItem, self.lastStory) = (lastItem, lastStory)
        (self.behindAt, self.behindFrom, self.behindTo) = (behindAt, behindFrom, behindTo)
        (self.pausedUntil, self.prunedAt, self.prunedTo) = (pausedUntil, prunedAt, prunedTo)
    }

    /// It has never held anything.
    package var isUnused: Bool { lastSeq == 0 && lastFeed == 0 }
}
