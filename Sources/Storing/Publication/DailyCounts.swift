import FeedModel
import Foundation

/// What was done and what came on the last days, for plots. Days are of UTC.
package struct DailyCounts: Sendable {
    /// The first of them, as days since 1970.
    package let first: Int
    package let count: Int
    /// By the names that the view `hourly` has; a value a day.
    package var byName: [String: [Int]] = [:]

    package init(first: Int, count: Int) { (self.first, self.count) = (first, count) }

    package subscript(name: String) -> [Int] { byName[name] ?? Array(repeating: 0, count: count) }

    /// "2026-11-28"
    package func name(of index: Int) -> String {
        String(Date(timeIntervalSince1970: Double(first + index) * 86_400).rfc3339.prefix(10))
    }
}
