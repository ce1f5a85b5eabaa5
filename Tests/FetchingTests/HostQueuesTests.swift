import Testing

@testable import Fetching

@Suite struct HostQueuesTests {
    @Test func `a host starts so many at a time, with time between, and holds up no other`() {
        var queues = HostQueues<String>(limit: 10, limitPerHost: 2, spacing: .seconds(1))
        for ticket in ["a1", "a2", "a3"] { queues.append(ticket, for: "a") }
        queues.append("b1", for: "b")
        #expect(queues.next(at: .seconds(10)) == "a1")
        #expect(queues.next(at: .seconds(10)) == "b1")
        #expect(queues.next(at: .seconds(10)) == nil)
        #expect(queues.nextOpening() == .seconds(11))
        #expect(queues.next(at: .seconds(11)) == "a2")
        #expect(queues.next(at: .seconds(20)) == nil, "two are under way")
        #expect(queues.nextOpening() == nil)
        queues.finish("a", at: .seconds(20))
        #expect(queues.next(at: .seconds(20)) == "a3")
    }

    @Test func `all hosts together start no more than the limit, in turns`() {
        var queues = HostQueues<String>(limit: 2, limitPerHost: 2, spacing: .zero)
        for host in ["a", "b", "c"] { for index in 1...2 { queues.append("\(host)\(index)", for: host) } }
        #expect(queues.next(at: .zero) == "a1")
        #expect(queues.next(at: .zero) == "b1")
        #expect(queues.next(at: .zero) == nil)
        queues.finish("a", at: .zero)
        #expect(queues.next(at: .zero) == "c1")
        queues.finish("b", at: .zero)
        #expect(queues.next(at: .zero) == "a2")
    }

    @Test func `a host that is asked too much gives up what waits, and is slower for a while`() {
        var queues = HostQueues<String>(limit: 9, limitPerHost: 1, spacing: .seconds(1))
        for ticket in ["a1", "a2", "a3"] { queues.append(ticket, for: "a") }
        #expect(queues.next(at: .zero) == "a1")
        #expect(queues.slowDown("a") == ["a2", "a3"])
        queues.finish("a", at: .seconds(1))
        queues.append("a4", for: "a")
        #expect(queues.nextOpening() == .seconds(4))
        #expect(queues.next(at: .seconds(3)) == nil)
        #expect(queues.next(at: .seconds(4)) == "a4")
        queues.finish("a", at: .seconds(5))
        queues.append("a5", for: "a")
        #expect(queues.nextOpening() == .seconds(6))
    }

    @Test func `what is taken back does not start`() {
        var queues = HostQueues<String>(limit: 9, limitPerHost: 1, spacing: .zero)
        queues.append("a1", for: "a")
        queues.append("a2", for: "a")
        queues.remove(where: { $0 == "a1" }, of: "a")
        #expect(queues.next(at: .zero) == "a2")
        #expect(queues.next(at: .zero) == nil)
    }
}
