import FeedModel
import Fetching
import Storing
import Streaming

/// What the operator asked for: one value, read and checked whole, swapped whole.
package struct Configuration: Sendable, Equatable {
    package var paths: Paths
    package var fetch = FetchSettings()
    package var schedule = ScheduleSettings()
    package var pages = PageSettings()
    package var store = StoreSettings()
    package var retention = RetentionSettings()
    package var log = LogSettings()
    package var stories = StorySettings()
    package var service = ServiceSettings()
    package var metrics = MetricsSettings()
    /// What a person looks for again and again, by name.
    package var searches: [String: String] = [:]
    /// What feeds bring and is not to be told.
    package var filters = ItemFilters()
    /// What is written for readers, in the order of the file.
    package var publications: [Publication] = []
    /// Each address once, in the order of the files and within them.
    package var subscriptions: [Subscription] = []
    /// What is wrong, in the order of the files. None of it is in `dateline.toml`: that is thrown.
    package var problems: [ConfigurationProblem] = []

    /// `dateline.toml` says nothing: it is empty, or not there.
    package var isBare = true

    /// Whether this configuration says which feeds are subscribed; else the store does.
    package var ownsFeeds: Bool { store.database == nil || service.ownsFeeds }

    /// For how long something must have been missing from the configuration before that is believed: a program that
    /// writes a file empties it first, and a folder may not be mounted for the moment. SIGHUP says that it is meant.
    package static let patience = Duration.seconds(60)

    /// What the drop-ins held, for the next reading.
    var feedFiles: [FeedFile] = []

    package init(paths: Paths) {
        self.paths = paths
        store.path = paths.store
        log.path = paths.log
        service.control = paths.control
    }

    /// False when a file could not be read whole: a feed that is missing then may have been meant,
    /// so what is held of it must not be taken for removed.
    package var isWhole: Bool { !problems.contains { $0.severity == .error } }
}

/// The `[schedule]` table.
package struct ScheduleSettings: Sendable, Equatable {
    /// A wish for each feed that has none of its own; nil leaves it to the feed's rhythm.
    package var interval: Duration?

    package init() {}
}

/// The `[pages]` table.
package struct PageSettings: Sendable, Equatable {
    /// For each feed that does not say.
    package var policy = PagePolicy.never

    package init() {}
}

/// The `[log]` table.
package struct LogSettings: Sendable, Equatable {
    package var path = ""
    /// Bytes after which the file is rotated.
    package var maxSize = 100 << 20
    /// Rotated files that are kept.
    package var keep = 10
    /// Where it is published besides; nil: nowhere.
    package var stream: JetStreamSettings?

    package init() {}
}

/// The `[stories]` table.
package struct StorySettings: Sendable, Equatable {
    /// A file of wire agencies beside the built-in ones.
    package var agencies: String?

    package init() {}
}

/// The `[metrics]` table.
package struct MetricsSettings: Sendable, Equatable {
    /// Where metrics and health are served; nil: nowhere.
    package var listen: ListenAddress?

    package init() {}
}

/// The `[service]` table.
package struct ServiceSettings: Sendable, Equatable {
    package enum LogLevel: String, Sendable, CaseIterable {
        case debug, info, notice, warning, error
    }
    package var logLevel = LogLevel.info
    /// Pick up changes of the configuration without a signal.
    package var watchesConfiguration = true
    /// The socket by which commands ask the running daemon.
    package var control = ""
    /// Of a store that machines share: this one's configuration says which feeds are subscribed.
    package var ownsFeeds = false

    package init() {}
}
