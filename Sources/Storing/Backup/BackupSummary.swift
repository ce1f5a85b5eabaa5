import Foundation

/// What a backup holds.
package struct BackupSummary: Equatable, Sendable {
    package let path: String
    /// The number and time of its last event; 0 and nil where it has none.
    package let lastSeq: Int64
    package let lastEvent: Date?
    /// Bytes.
    package let size: Int

    package init(path: String, lastSeq: Int64, lastEvent: Date?, size: Int) {
        (self.path, self.lastSeq, self.lastEvent, self.size) = (path, lastSeq, lastEvent, size)
    }
}
