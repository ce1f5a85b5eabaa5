import FeedModel

/// Something wrong in the configuration, for the person who wrote it.
package struct ConfigurationProblem: Error, Sendable, Equatable, CustomStringConvertible {
    package enum Severity: String, Sendable, Equatable {
        /// What it stands in is not taken.
        case error
        /// Everything is taken, but perhaps not as it was meant.
        case warning
    }
    package var severity: Severity
    package var file: String
    package var line: Int?
    /// With its table: `fetch.timeout`, `feed.interval`.
    package var key: String?
    /// What is wrong, what was found, and what is allowed.
    package var message: String

    package init(
        _ severity: Severity = .error, file: String, line: Int? = nil, key: String? = nil, _ message: String
    ) {
        (self.severity, self.file, self.line, self.key, self.message) = (severity, file, line, key, message)
    }

    /// As compilers write it, so that editors can jump there.
    package var description: String { messageLine(sentence, limit: 2000) }

    private var sentence: String {
        let place = line.map { "\(file):\($0)" } ?? file
        let label = severity == .warning ? "warning: " : ""
        return "\(place): \(label)\(key.map { "\($0): " } ?? "")\(message)"
    }
}

/// A configuration that cannot be used: exit status 78.
package struct ConfigurationError: Error, Sendable, Equatable, CustomStringConvertible {
    package var problems: [ConfigurationProblem]

    package init(_ problems: [ConfigurationProblem]) { self.problems = problems }

    package var description: String { problems.map(\.description).joined(separator: "\n") }
}
