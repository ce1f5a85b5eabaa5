/// How often a measurement came out how large: counted by upper bounds, with the sum of all.
package struct Histogram: Sendable, Equatable {
    /// The upper bounds, each included in what it counts, in their order. Above the last there is no bound.
    package let bounds: [Double]
    /// How many came between the bound before and this one; the last count is of those above all bounds.
    package private(set) var counts: [Int]
    package private(set) var sum = 0.0

    package init(bounds: [Double]) {
        self.bounds = bounds
        counts = Array(repeating: 0, count: bounds.count + 1)
    }

    package var count: Int { counts.reduce(0, +) }

    package mutating func add(_ value: Double) {
        counts[bounds.firstIndex { value <= $0 } ?? bounds.count] += 1
        sum += value
    }
}
