// swift-tools-version: 6.2
import PackageDescription

/// The compiler holds the map of modules: each file imports what it uses, and warnings stop CI.
let common: [SwiftSetting] =
    [.enableUpcomingFeature("MemberImportVisibility")]
    + (Context.environment["CI"] == nil ? [] : [.treatAllWarnings(as: .error)])

/// Unsafe pointers are for the modules that speak to C, as Fetching and Parsing do, and for TextKit, which reads bytes for all;
/// elsewhere they are warned of.
let safe = common + [.strictMemorySafety()]

/// What `--version` says behind the version. Git is not asked here: what a manifest comes to is kept, and would grow stale.
let commit = (Context.environment["DATELINE_COMMIT"] ?? "").filter { $0.isHexDigit || $0 == "+" }

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let sqlite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let nio = ["NIOCore", "NIOHTTP1", "NIOPosix"].map { Target.Dependency.product(name: $0, package: "swift-nio") }
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let toml = Target.Dependency.product(name: "TOMLKit", package: "TOMLKit")

let package = Package(
    name: "dateline",
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/LebJe/TOMLKit", exact: "0.6.0"),
    ],
    targets: [
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CXML2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
        .systemLibrary(name: "CPCRE2", pkgConfig: "libpcre2-8", providers: [.apt(["libpcre2-dev"])]),
        .systemLibrary(name: "CPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(name: "CNATS", pkgConfig: "libnats", providers: [.apt(["libnats-dev"])]),
        .target(name: "TextKit", dependencies: ["CPCRE2"], swiftSettings: common),
        .target(name: "CVersion", cSettings: [.define("DATELINE_COMMIT", to: "\"\(commit)\"")]),
        .target(name: "FeedModel", dependencies: ["CVersion", "TextKit"], swiftSettings: safe),
        .target(name: "Fetching", dependencies: ["CCurl", "CZlib", "FeedModel", "TextKit"], swiftSettings: common),
        .target(name: "Parsing", dependencies: ["CXML2", "FeedModel", "TextKit"], swiftSettings: common),
        .target(name: "Comparing", dependencies: ["FeedModel", "TextKit"], swiftSettings: safe),
        .target(name: "Storing", dependencies: ["Comparing", "FeedModel", "TextKit"], swiftSettings: safe),
        .target(
            name: "StoringSQLite", dependencies: ["Storing", "Comparing", "FeedModel", "TextKit", grdb, sqlite],
            swiftSettings: safe),
        .target(
            name: "StoringPostgres", dependencies: ["CPQ", "Storing", "Comparing", "FeedModel", "TextKit"],
            swiftSettings: common),
        .target(name: "Streaming", dependencies: ["CNATS", "TextKit"], swiftSettings: common),
        .target(
            name: "Daemon",
            dependencies: [
                "FeedModel", "Fetching", "Parsing", "Comparing", "Storing", "StoringPostgres", "StoringSQLite",
                "Streaming",
                "TextKit", logging, toml,
            ],
            exclude: ["Schedule/README.md"],
            swiftSettings: safe),
        .target(
            name: "Following",
            dependencies: [
                "CCrypto", "FeedModel", "Fetching", "Comparing", "Storing", "Streaming", "Daemon", "TextKit",
            ],
            swiftSettings: safe),
        .target(
            name: "Monitoring", dependencies: ["FeedModel", "Fetching", "Storing", "Daemon", "Following"] + nio,
            swiftSettings: safe),
        .target(
            name: "Publishing",
            dependencies: ["CCrypto", "FeedModel", "Parsing", "Comparing", "Storing", "Daemon", "TextKit"],
            swiftSettings: safe),
        .target(
            name: "Commands",
            dependencies: [
                "FeedModel", "Fetching", "Parsing", "Comparing", "Storing", "Streaming", "Daemon", "Following",
                "Monitoring", "Publishing", "TextKit", argumentParser, logging,
            ],
            swiftSettings: safe),
        .executableTarget(name: "dateline", dependencies: ["Commands"], swiftSettings: safe),
        .target(name: "Loopback", path: "Tests/Loopback", swiftSettings: common),
        .testTarget(name: "TextKitTests", dependencies: ["FeedModel", "TextKit"], swiftSettings: common),
        .testTarget(name: "FeedModelTests", dependencies: ["FeedModel", "TextKit"], swiftSettings: common),
        .testTarget(
            name: "FetchingTests", dependencies: ["Fetching", "FeedModel", "TextKit", "Loopback"],
            exclude: ["Fixtures"],
            swiftSettings: common),
        .testTarget(
            name: "ParsingTests", dependencies: ["CXML2", "Parsing", "FeedModel", "TextKit"],
            exclude: ["Fixtures", "Lists"], swiftSettings: common),
        .testTarget(
            name: "ComparingTests", dependencies: ["Comparing", "FeedModel", "TextKit"], swiftSettings: common),
        .testTarget(
            name: "StoringTests",
            dependencies: [
                "Storing", "StoringSQLite", "StoringPostgres", "Comparing", "FeedModel", "TextKit", "Loopback", grdb,
            ],
            swiftSettings: common),
        .testTarget(name: "StreamingTests", dependencies: ["Streaming"], swiftSettings: common),
        .testTarget(
            name: "DaemonTests",
            dependencies: [
                "Comparing", "Daemon", "Storing", "StoringSQLite", "Fetching", "Parsing", "FeedModel", "TextKit",
                "Loopback",
            ],
            exclude: ["Fixtures"], swiftSettings: common),
        .testTarget(
            name: "FollowingTests",
            dependencies: [
                "Following", "Daemon", "Storing", "StoringSQLite", "Streaming", "Fetching", "Comparing", "FeedModel",
                "Loopback",
            ],
            swiftSettings: common),
        .testTarget(
            name: "MonitoringTests", dependencies: ["Monitoring", "Daemon", "FeedModel"], swiftSettings: common),
        .testTarget(
            name: "PublishingTests",
            dependencies: ["Publishing", "Daemon", "Storing", "Parsing", "Comparing", "FeedModel", "TextKit"],
            swiftSettings: common),
        .testTarget(
            name: "CommandsTests", dependencies: ["Commands", "Daemon", "FeedModel", "Loopback"],
            exclude: ["Fixtures"], swiftSettings: common),
        .executableTarget(
            name: "benchmarks",
            dependencies: [
                "CXML2", "FeedModel", "Parsing", "Comparing", "Storing", "StoringSQLite", "StoringPostgres", "Fetching",
                "Daemon", "TextKit", "Loopback", grdb,
            ],
            path: "Tests/Benchmarks", swiftSettings: common),
    ],
    swiftLanguageModes: [.v6]
)
