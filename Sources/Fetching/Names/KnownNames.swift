/// The addresses of names that were looked up, for some minutes: they seldom move, and feeds of one host come together.
struct KnownNames {
    private static let age = Duration.seconds(300)
    private static let most = 10_000

    private var names: [String: (addresses: [String], until: Duration)] = [:]

    func addresses(of name: String, at now: Duration) -> [String]? {
        names[name].flatMap { $0.until > now ? $0.addresses : nil }
    }

    mutating func keep(_ addresses: [String], of name: String, at now: Duration) {
        if names.count >= Self.most { names = names.filter { $0.value.until > now } }
        if names.count >= Self.most { names = [:] }
        names[name] = (addresses, now + Self.age)
    }

    /// None of them could be reached: the next try asks anew.
    mutating func forget(_ name: String) { names[name] = nil }
}
