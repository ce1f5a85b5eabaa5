/// Where documents are read and kept, a few at a time. Those that wait for a seat wait as the bytes that came; without
/// it, a store slower than the wire would fill memory with what was read of them.
actor Desk {
    private var freeSeats: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(seats: Int) { freeSeats = seats }

    func sitDown() async {
        if freeSeats > 0 {
            freeSeats -= 1
        } else {
            await withCheckedContinuation { waiting.append($0) }
        }
    }

    func leave() {
        if waiting.isEmpty {
            freeSeats += 1
        } else {
            waiting.removeFirst().resume()
        }
    }
}
