import Foundation

extension Date {
    /// How tables keep a time.
    package var milliseconds: Int64 { Int64((timeIntervalSince1970 * 1000).rounded()) }
    package init(milliseconds: Int64) { self.init(timeIntervalSince1970: Double(milliseconds) / 1000) }
}
