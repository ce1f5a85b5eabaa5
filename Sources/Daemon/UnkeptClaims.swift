import Foundation

/// Claims of checks whose findings the store could not take, since it failed. They are given back once it answers again, so
/// that nobody waits for their leases; but not at once, and the later the oftener it fails: what is checked again is asked for
/// again.
struct UnkeptClaims {
    static let leastRest: TimeInterval = 60
    static let mostRest: TimeInterval = 900

    private var claims: [Int64: Date] = [:]
    private var rest = leastRest

    mutating func add(_ claim: Int64, at now: Date) { claims[claim] = now + rest }

    /// It was claimed anew.
    mutating func remove(_ claim: Int64) { claims[claim] = nil }

    /// The store takes findings.
    mutating func noteKept() { rest = Self.leastRest }

    /// Gives back what has rested. Where that fails it is tried the next time.
    mutating func giveBack(at now: Date, _ release: ([Int64]) throws -> Void) rethrows {
        // A clock that was set back makes none wait for long.
        let rested = claims.filter { $0.value <= now || $0.value > now + Self.mostRest }.keys.sorted()
        guard !rested.isEmpty else { return }
        try release(rested)
        for claim in rested { claims[claim] = nil }
        rest = min(rest * 2, Self.mostRest)
    }
}
