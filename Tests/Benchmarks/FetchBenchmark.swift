import FeedModel
import Fetching
import Foundation
import Synchronization

/// Asks for many addresses and keeps nothing: what fetching alone costs, to hold beside curl's figures.
enum FetchBenchmark {
    private final class Tally: Sendable {
        let next = Atomic(0)
        let answers = Atomic(0)
        let bytes = Atomic(0)
    }

    /// `fetch URLS [--conditional]`: a file with an address a line; loopback may be connected to.
    static func run(_ arguments: [String]) async throws {
        guard let path = arguments.first else { return print("usage: benchmarks fetch URLS [--conditional]") }
        let urls = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map(String.init)
        var settings = FetchSettings()
        settings.allowedNetworks = ["127.0.0.0/8"]
        settings.hostSpacing = .zero
        settings.connectionsPerHost = 8
        let fetcher = try Fetcher(settings)
        let isConditional = arguments.contains("--conditional")
        let tally = Tally()
        let started = ContinuousClock.now
        // As many callers as connections: each waits for its answer, and so bounds what is held in memory.
        await withDiscardingTaskGroup { group in
            for _ in 0..<settings.connections {
                group.addTask {
                    while case let index = tally.next.add(1, ordering: .relaxed).oldValue, index < urls.count {
                        var request = Request(url: urls[index])
                        if isConditional { request.validators.eTag = "*" }
                        guard let response = try? await fetcher.fetch(request) else { continue }
                        tally.answers.add(1, ordering: .relaxed)
                        tally.bytes.add(response.body.count, ordering: .relaxed)
                    }
                }
            }
        }
        let wall = (ContinuousClock.now - started) / .seconds(1)
        let (cpu, peak) = processUsage()
        print(
            "\(tally.answers.load(ordering: .relaxed)) of \(urls.count) answered,",
            "\(tally.bytes.load(ordering: .relaxed)) bytes,",
            String(format: "wall %.3f s, CPU %.3f s, peak %.1f MB", wall, cpu, peak))
    }
}

/// CPU seconds and the peak of memory in MB of this process so far.
func processUsage() -> (cpu: Double, peak: Double) {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
    return (seconds(usage.ru_utime) + seconds(usage.ru_stime), Double(usage.ru_maxrss) / 1024)
}
