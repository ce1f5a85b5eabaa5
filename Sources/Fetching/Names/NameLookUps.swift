import Glibc
import Synchronization

/// Looks names up, each on a thread of its own, since `getaddrinfo` cannot be stopped: where no name server answers it
/// hangs for half a minute or more. libcurl would wait for its own such threads, and all fetching with it.
///
/// There are `most` threads at one time, hanging ones included: more than names can begin to hang in the half minute
/// for which they do, with 64 places for exchanges that wait for 10 s each. A quarter are for names that have hung
/// before, and for second tries, so that those, however many, take the place of no others.
final class NameLookUps: Sendable {
    static let most = 256
    private static let mostDoubtful = most / 4
    /// What glibc's resolver and its modules need, with room to spare.
    private static let stackSize = 512 << 10

    struct Query: Hashable {
        let name: String
        /// Behind some routers nobody answers for addresses of IPv6, and `getaddrinfo` waits for them.
        var isIPv4Only = false
    }

    private struct State {
        var waiting: [Query] = []
        var underWay: Set<Query> = []
        /// Names that somebody has waited for in vain, until they are answered.
        var doubtful: Set<String> = []
        var threads = 0
        var answers: [(name: String, answer: NameAnswer)] = []

        func isDoubtful(_ query: Query) -> Bool { query.isIPv4Only || doubtful.contains(query.name) }

        mutating func next() -> Query? {
            let hasRoom = underWay.count { isDoubtful($0) } < mostDoubtful
            guard let ready = waiting.firstIndex(where: { !isDoubtful($0) }) ?? (hasRoom ? waiting.indices.first : nil)
            else { return nil }
            let query = waiting.remove(at: ready)
            underWay.insert(query)
            return query
        }
    }
    private let state = Mutex(State())
    private let lookUp: @Sendable (Query) -> NameAnswer
    private let onAnswer: @Sendable () -> Void

    /// - Parameter onAnswer: called, on any thread, when `takeAnswers` has something to give.
    init(
        lookUp: @escaping @Sendable (Query) -> NameAnswer = NameAnswer.init(to:),
        onAnswer: @escaping @Sendable () -> Void
    ) {
        (self.lookUp, self.onAnswer) = (lookUp, onAnswer)
    }

    /// Threads at this moment, hanging ones included.
    var threads: Int { state.withLock { $0.threads } }

    /// Has a name looked up, unless it is being looked up.
    func ask(_ query: Query) {
        let starts = state.withLock { state in
            guard !state.underWay.contains(query), !state.waiting.contains(query) else { return false }
            state.waiting.append(query)
            guard state.threads < Self.most else { return false }
            state.threads += 1
            return true
        }
        if starts { start() }
    }

    /// Nobody waits for `name` any more.
    /// - Parameter inVain: it was not answered in time.
    func giveUp(_ name: String, inVain: Bool) {
        state.withLock { state in
            state.waiting.removeAll { $0.name == name }
            if inVain { state.doubtful.insert(name) }
            // Names come and go; what is forgotten is only a suspicion.
            if state.doubtful.count > 10_000 { state.doubtful.formIntersection(state.underWay.map(\.name)) }
        }
    }

    func takeAnswers() -> [(name: String, answer: NameAnswer)] {
        state.withLock { state in
            defer { state.answers = [] }
            return state.answers
        }
    }

    /// Not joined by anybody: the process may end while it hangs.
    private func start() {
        let context = Unmanaged.passRetained(self).toOpaque()  // given to the thread
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        pthread_attr_setstacksize(&attributes, Self.stackSize)
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        defer { pthread_attr_destroy(&attributes) }
        var thread = pthread_t()
        let code = pthread_create(
            &thread, &attributes,
            { context in
                Unmanaged<NameLookUps>.fromOpaque(context!).takeRetainedValue().work()
                return nil
            }, context)
        guard code != 0 else { return }
        Unmanaged<NameLookUps>.fromOpaque(context).release()
        // No thread to be had: whoever waits hears of it by time.
        state.withLock { $0.threads -= 1 }
    }

    private func work() {
        while let query = state.withLock({ state in
            let next = state.next()
            if next == nil { state.threads -= 1 }
            return next
        }) {
            let answer = lookUp(query)
            state.withLock { state in
                state.underWay.remove(query)
                // That there is none of IPv4 says nothing of the other kind.
                if query.isIPv4Only, !answer.isFound { return }
                state.doubtful.remove(query.name)
                state.answers.append((query.name, answer))
            }
            onAnswer()
        }
    }
}
