import Foundation

/// What a database costs its server.
enum PostgresSessions {
    /// Of a processor, in seconds: by all sessions with the database that there are, which stand in the names of the server's
    /// processes.
    static func seconds(of database: String) -> Double {
        let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return processes.compactMap(Int.init).reduce(0) { sum, process in
            guard let name = try? String(contentsOfFile: "/proc/\(process)/cmdline", encoding: .utf8),
                name.hasPrefix("postgres: "), name.contains(" \(database) "),
                let stat = try? String(contentsOfFile: "/proc/\(process)/schedstat", encoding: .utf8),
                let running = stat.split(separator: " ").first.flatMap({ Double($0) })
            else { return sum }
            return sum + running / 1_000_000_000
        }
    }
}
