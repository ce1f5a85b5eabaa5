import class FoundationEssentials.ProcessInfo

extension Configuration {
    /// Reads everything there is. A mistake in a drop-in becomes one of `problems`.
    /// - Parameter configFile: of `--config`.
    /// - Throws: `ConfigurationError` when `dateline.toml` cannot be used.
    package static func load(
        environment: [String: String] = ProcessInfo.processInfo.environment, configFile: String? = nil
    ) throws(ConfigurationError) -> Configuration {
        Configuration(places: Places(environment: environment, configFile: configFile))
    }
}
