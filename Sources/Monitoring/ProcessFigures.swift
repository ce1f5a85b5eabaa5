import Daemon
import Foundation
import Glibc

/// What the kernel says of this process (proc(5)), under the names that Prometheus's own libraries give it.
struct ProcessFigures: Sendable {
    /// When it began; nil where /proc does not say.
    let started: Date?
    /// Seconds of all its threads, their system calls included.
    private let processorTime: Double
    /// Bytes.
    private let virtualMemory, residentMemory: Int
    private let openFiles, mostFiles: Int

    init?() {
        guard let stat = try? String(contentsOfFile: "/proc/self/stat", encoding: .utf8),
            let end = stat.lastIndex(of: ")")
        else { return nil }
        // Behind the name, which may hold anything: the third field is the first here.
        let fields = stat[stat.index(after: end)...].split(separator: " ").map { Double($0) ?? 0 }
        guard fields.count > 21 else { return nil }
        let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
        processorTime = (fields[11] + fields[12]) / ticks
        started = Self.bootTime.map { Date(timeIntervalSince1970: $0 + fields[19] / ticks) }
        virtualMemory = Int(fields[20])
        residentMemory = Int(fields[21]) * sysconf(Int32(_SC_PAGESIZE))
        // The listing has one of its own.
        openFiles = max(0, ((try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd"))?.count ?? 1) - 1)
        var limit = rlimit()
        mostFiles = unsafe getrlimit(__rlimit_resource_t(7), &limit) == 0 ? Int(clamping: limit.rlim_cur) : 0
    }

    /// `btime` of /proc/stat: seconds since 1970.
    private static let bootTime: Double? = {
        let text = (try? String(contentsOfFile: "/proc/stat", encoding: .utf8)) ?? ""
        return text.split(separator: "\n").first { $0.hasPrefix("btime ") }.flatMap { Double($0.dropFirst(6)) }
    }()

    var families: [MetricFamily] {
        var families: [MetricFamily] = [
            .counter(
                "process_cpu_seconds", unit: "seconds", "Time of processors that the process has used.",
                created: started, [([], processorTime)]),
            .gauge(
                "process_resident_memory_bytes", unit: "bytes", "Memory of the process that is in the machine's.",
                Double(residentMemory)),
            .gauge(
                "process_virtual_memory_bytes", unit: "bytes", "Memory that the process has asked for.",
                Double(virtualMemory)),
            .gauge("process_open_fds", "Files and sockets that the process has open.", Double(openFiles)),
            .gauge("process_max_fds", "As many as it may have open.", Double(mostFiles)),
        ]
        if let started {
            families.append(
                .gauge(
                    "process_start_time_seconds", unit: "seconds", "When the process began, in seconds since 1970.",
                    started.timeIntervalSince1970))
        }
        return families
    }
}
