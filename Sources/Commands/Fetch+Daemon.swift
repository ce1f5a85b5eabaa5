import ArgumentParser
import Daemon
import FeedModel
import Glibc
import Storing

/// Who may not write the store has the running daemon check its feeds: members of its group need not be root.
extension Fetch {
    /// Nil where the store is this user's to write, or no daemon runs.
    func daemon(of configuration: Configuration) throws -> ControlClient? {
        guard configuration.store.database == nil, unsafe access(configuration.store.path, W_OK) != 0, errno == EACCES
        else { return nil }
        return try ControlClient(path: configuration.service.control)
    }

    func fetch(_ urls: [String], by daemon: ControlClient, _ console: Console) throws {
        guard force || !urls.isEmpty else {
            return console.complain(
                "the running daemon checks what is due by itself; --force checks all, a URL just that feed")
        }
        let store = try options.readStore(console)
        var hasFailures = false
        let list = EventList(console, json ? .json : .people)
        _ = try daemon.ask(.fetch(urls.isEmpty ? nil : urls)) { outcome in
            for seq in outcome["events"]?.array?.compactMap(\.int) ?? [] {
                guard let event = try store?.events(after: Int64(seq) - 1, limit: 1).first else { continue }
                list.write(event)
            }
            if let failure = outcome["failure"]?.string {
                hasFailures = true
                console.complain("\(outcome["feed"]?.string ?? ""): \(failure)")
            }
            console.endIfClosed()
        }
        if hasFailures { throw ExitCode.failure }
    }
}
