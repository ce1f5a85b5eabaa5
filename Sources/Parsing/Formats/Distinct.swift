/// Values in order, no doubles. The few that most lists have are compared with each other; of many, it is remembered
/// which there are, since documents may list half a million.
struct Distinct<Element: Hashable> {
    private(set) var all: [Element] = []
    private var known: Set<Element> = []

    private static var few: Int { 16 }

    mutating func add(_ element: Element) {
        if all.count < Self.few {
            if all.contains(element) { return }
        } else {
            if known.isEmpty { known = Set(all) }
            if !known.insert(element).inserted { return }
        }
        all.append(element)
    }
}
