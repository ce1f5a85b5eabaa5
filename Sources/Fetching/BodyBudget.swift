import Synchronization

/// The bytes of all bodies that are held at one time: of transfers under way, and of answers that their callers have
/// not let go of yet. Over its limit, transfers pause: storing slower than fetching slows fetching.
final class BodyBudget: Sendable {
    private let limit: Int
    private let held = Atomic(0)
    private let onRoom: @Sendable () -> Void

    /// - Parameter onRoom: called, on any thread, when the limit is no longer exceeded.
    init(limit: Int, onRoom: @escaping @Sendable () -> Void) { (self.limit, self.onRoom) = (limit, onRoom) }

    var isExceeded: Bool { held.load(ordering: .relaxed) > limit }

    func take(_ count: Int) { held.add(count, ordering: .relaxed) }

    func giveBack(_ count: Int) {
        let (before, after) = held.subtract(count, ordering: .relaxed)
        if before > limit, after <= limit { onRoom() }
    }
}

/// A body's share of the budget, given back when nobody has the answer any more.
package final class BudgetReservation: Sendable, Equatable {
    private let budget: BodyBudget
    private let count: Int

    /// - Parameter count: bytes that were taken already.
    init(_ count: Int, of budget: BodyBudget) { (self.count, self.budget) = (count, budget) }

    deinit { budget.giveBack(count) }

    /// No part of what an answer says.
    package static func == (_: BudgetReservation, _: BudgetReservation) -> Bool { true }
}
