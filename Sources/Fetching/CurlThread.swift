import CCurl
import Glibc
import Synchronization

/// The thread that a multi handle belongs to, as an actor's executor: the actor's jobs and libcurl's work take
/// turns on it, so nothing of either needs a lock, and no chunk of a body crosses threads.
final class CurlThread: SerialExecutor {
    /// The thread's alone, but for `curl_multi_wakeup`, which libcurl allows from anywhere.
    private nonisolated(unsafe) let multi: OpaquePointer
    private let queue = Mutex<(jobs: [UnownedJob], isStopped: Bool)>(([], false))
    private let thread = Mutex<pthread_t?>(nil)

    /// - Parameter connections: Open at one time, in use or kept for reuse, before libcurl closes the oldest.
    init(connections: Int) {
        Self.prepareProcess
        multi = OpaquePointer(curl_multi_init()!)  // nil for want of memory only
        ccurl_multi_set_long(UnsafeMutableRawPointer(multi), CURLMOPT_MAXCONNECTS, connections)
    }

    /// Once a process. libcurl turns names beyond ASCII into DNS's form by the locale's charset, which is ASCII
    /// unless told.
    static let prepareProcess: Void = {
        curl_global_init(Int(CURL_GLOBAL_DEFAULT))
        setlocale(LC_CTYPE, "C.UTF-8")
    }()

    /// Runs until `stop`. `turn` is called on the thread whenever something may have happened, and says how long
    /// the thread may sleep.
    func start(turn: @escaping @Sendable () -> Duration?) {
        final class Body { let run: () -> Void; init(_ run: @escaping () -> Void) { self.run = run } }
        let body = Unmanaged.passRetained(Body { [self] in run(turn) })
        var id = pthread_t()
        let code = pthread_create(
            &id, nil,
            { context in
                Unmanaged<Body>.fromOpaque(context!).takeRetainedValue().run()
                return nil
            }, body.toOpaque())
        precondition(code == 0, "no thread: \(String(cString: strerror(code)))")
        thread.withLock { $0 = id }
        pthread_detach(id)
    }

    func stop() {
        queue.withLock { $0.isStopped = true }
        curl_multi_wakeup(UnsafeMutableRawPointer(multi))
    }

    /// Makes the thread take a turn. From anywhere, and after `stop` too, when the multi handle may be gone.
    func wake() {
        queue.withLock { queue in
            if !queue.isStopped { _ = curl_multi_wakeup(UnsafeMutableRawPointer(multi)) }
        }
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let isFirst = queue.withLock { queue in
            queue.jobs.append(job)
            return queue.jobs.count == 1
        }
        if isFirst { curl_multi_wakeup(UnsafeMutableRawPointer(multi)) }
    }

    func checkIsolated() {
        precondition(thread.withLock { $0.map { pthread_equal($0, pthread_self()) != 0 } ?? false })
    }

    /// Gives libcurl a reference to `transfer`, which `perform` or `remove` takes back.
    func add(_ transfer: Transfer) {
        ccurl_set_pointer(transfer.easy, CURLOPT_PRIVATE, Unmanaged.passRetained(transfer).toOpaque())
        curl_multi_add_handle(UnsafeMutableRawPointer(multi), transfer.easy)
    }

    func remove(_ transfer: Transfer) {
        curl_multi_remove_handle(UnsafeMutableRawPointer(multi), transfer.easy)
        Unmanaged.passUnretained(transfer).release()
    }

    /// Moves all transfers on as far as they get, and returns those that have ended.
    func perform() -> [(Transfer, CURLcode)] {
        let multi = UnsafeMutableRawPointer(multi)
        var running: Int32 = 0
        curl_multi_perform(multi, &running)
        var ended: [(Transfer, CURLcode)] = []
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle else { continue }
            let code = message.pointee.data.result
            // `message` is gone once its handle is removed.
            curl_multi_remove_handle(multi, easy)
            ended.append((Unmanaged<Transfer>.fromOpaque(ccurl_private(easy)!).takeRetainedValue(), code))
        }
        return ended
    }

    private func run(_ turn: () -> Duration?) {
        thread.withLock { $0 = pthread_self() }
        while true {
            let (jobs, isStopped) = queue.withLock { queue in
                defer { queue.jobs.removeAll(keepingCapacity: true) }
                return (queue.jobs, queue.isStopped)
            }
            for job in jobs { job.runSynchronously(on: asUnownedSerialExecutor()) }
            if isStopped && jobs.isEmpty { break }
            let rest = turn() ?? .seconds(60)
            let milliseconds = Int32(clamping: Int64(rest / .milliseconds(1)) + (rest > .zero ? 1 : 0))
            curl_multi_poll(UnsafeMutableRawPointer(multi), nil, 0, min(max(0, milliseconds), 60_000), nil)
        }
        curl_multi_cleanup(UnsafeMutableRawPointer(multi))
    }
}
