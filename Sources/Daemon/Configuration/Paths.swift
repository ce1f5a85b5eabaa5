import class FoundationEssentials.FileManager
import func Storing.parentFolder

/// Whose Dateline is meant.
package enum PathScope: String, Sendable, CaseIterable {
    case user, system
}

/// Where things are, unless `dateline.toml` says otherwise.
package struct Paths: Sendable, Equatable {
    /// `dateline.toml`. It need not exist.
    package var configurationFile: String
    /// The folder of `dateline.toml`, against which its relative paths are resolved.
    package var configurationFolder: String
    package var store: String
    package var log: String
    /// The socket by which commands ask the running daemon.
    package var control: String
    /// Where systemd puts the credentials of a unit.
    package var credentials: String
    /// What `~` stands for.
    package var home: String
    /// The operator named the file, so that it must exist.
    package var isNamed: Bool

    /// Drop-ins: `*.toml` and `*.opml`.
    package var feedsFolder: String { configurationFolder + "/feeds.d" }

    /// Finds the places in this order: the file that was named, the folders that systemd names, the user's own
    /// configuration where there is one, the service's where that is installed, else the user's.
    /// - Parameter configFile: of `--config`; it goes before `DATELINE_CONFIG`.
    /// - Parameter scope: of `--user` or `--system`: it goes before all but `configFile`.
    /// - Parameter exists: asked for absolute paths only.
    package init(
        environment: [String: String], configFile: String? = nil, scope: PathScope? = nil,
        workingFolder: String = FileManager.default.currentDirectoryPath,
        exists: (String) -> Bool = { FileManager.default.fileExists(atPath: $0) }
    ) {
        func named(_ variable: String) -> String? { environment[variable].flatMap { $0.isEmpty ? nil : $0 } }
        credentials = named("CREDENTIALS_DIRECTORY") ?? "/run/credentials/dateline.service"
        let home = homeFolder(environment)
        self.home = home

        isNamed = false
        if let file = configFile ?? (scope == nil ? named("DATELINE_CONFIG") : nil) {
            isNamed = true
            configurationFile = absolutePath(file, in: workingFolder)
            configurationFolder = parentFolder(configurationFile)
            store = configurationFolder + "/dateline.db"
            log = configurationFolder + "/items.jsonl"
            control = configurationFolder + "/control.sock"
            return
        }
        // systemd joins several folders of a kind with colons; a unit of Dateline's has one.
        func unitFolder(_ variable: String) -> String? {
            named(variable)?.split(separator: ":").first.map(String.init)
        }
        let folders = (
            configuration: unitFolder("CONFIGURATION_DIRECTORY"), state: unitFolder("STATE_DIRECTORY"),
            logs: unitFolder("LOGS_DIRECTORY")
        )
        let isUnit = folders.configuration != nil || folders.state != nil || folders.logs != nil
        func holdsConfiguration(_ folder: String) -> Bool {
            exists(folder + "/dateline.toml") || exists(folder + "/feeds.d")
        }
        // The XDG base directory specification has relative paths ignored.
        func userFolder(_ variable: String, _ usual: String) -> String {
            let base = named(variable).flatMap { $0.hasPrefix("/") ? $0 : nil }
            return (base ?? home + usual) + "/dateline"
        }
        let userConfiguration = userFolder("XDG_CONFIG_HOME", "/.config")
        let isService =
            isUnit || (!holdsConfiguration(userConfiguration) && holdsConfiguration("/etc/dateline"))
        if scope.map({ $0 == .system }) ?? isService {
            configurationFolder = folders.configuration ?? "/etc/dateline"
            store = (folders.state ?? "/var/lib/dateline") + "/dateline.db"
            log = (folders.logs ?? "/var/log/dateline") + "/items.jsonl"
            control = (unitFolder("RUNTIME_DIRECTORY") ?? "/run/dateline") + "/control.sock"
        } else {
            let state = userFolder("XDG_STATE_HOME", "/.local/state")
            configurationFolder = userConfiguration
            store = state + "/dateline.db"
            log = state + "/items.jsonl"
            let runtime = named("XDG_RUNTIME_DIR").flatMap { $0.hasPrefix("/") ? $0 + "/dateline" : nil }
            control = (runtime ?? state) + "/control.sock"
        }
        configurationFile = configurationFolder + "/dateline.toml"
    }
}

extension Paths {
    /// An absolute path for one that the configuration gives: relative to its folder, `~/` to the user's home.
    func resolve(_ path: String) -> String {
        path.hasPrefix("~/") ? home + path.dropFirst() : absolutePath(path, in: configurationFolder)
    }
}

private func homeFolder(_ environment: [String: String]) -> String {
    if let home = environment["HOME"], home.hasPrefix("/") { return home == "/" ? "" : home }
    return FileManager.default.homeDirectoryForCurrentUser.path
}

func absolutePath(_ path: String, in folder: String) -> String {
    path.hasPrefix("/") ? path : (folder == "/" ? "" : folder) + "/" + path
}
