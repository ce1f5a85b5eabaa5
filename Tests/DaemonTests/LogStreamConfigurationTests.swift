import Foundation
import Streaming
import Testing

@testable import Daemon

@Suite struct LogStreamConfigurationTests {
    private func load(_ text: String) throws -> Configuration {
        let folder = try ScratchFolder()
        try folder.write("word", "open sesame\n")
        try folder.write("credentials/nats", "a user's JWT and seed\n")
        try folder.write("dateline.toml", text)
        return try Configuration.load(
            environment: ["CREDENTIALS_DIRECTORY": folder.path + "/credentials"],
            configFile: folder.path + "/dateline.toml")
    }

    @Test func `without its table nothing is published`() throws {
        #expect(try load("[log]\nkeep = 3\n").log.stream == nil)
    }

    @Test func `an address is enough`() throws {
        let stream = try #require(try load("[log.nats]\nurl = \"nats://a:4222, tls://b\"\n").log.stream)
        #expect(stream.servers.map(\.url) == ["nats://a:4222", "tls://b"])
        #expect((stream.stream, stream.subject) == ("dateline", .standard))
        #expect(stream.login == nil)
    }

    @Test func `the sample's values are the defaults`() throws {
        let sample = URL(fileURLWithPath: #filePath + "/../../../Config/dateline.toml").standardizedFileURL
        let lines = try String(contentsOf: sample, encoding: .utf8).split(
            separator: "\n", omittingEmptySubsequences: false
        ).drop { $0 != "# [log.nats]" }.prefix { !$0.isEmpty }
        let keys = lines.filter { line in
            ["[", "url", "stream", "subject"].contains { line.hasPrefix("# " + $0) }
        }
        #expect(keys.count == 4)
        let stream = try #require(
            try load(keys.map { $0.dropFirst(2) }.joined(separator: "\n")).log.stream)
        #expect((stream.stream, stream.subject) == ("dateline", .standard))
    }

    @Test(
        arguments: [
            ("login = { user = \"desk\", password-file = \"word\" }", .user("desk", password: "open sesame")),
            ("login = { token-file = \"word\" }", .token("open sesame")),
        ] as [(String, JetStreamSettings.Login)])
    func `a login is read from a file`(_ text: String, _ login: JetStreamSettings.Login) throws {
        #expect(try load("[log.nats]\nurl = \"nats://a\"\n" + text).log.stream?.login == login)
    }

    @Test(arguments: [
        ("nats://a", "token", true), ("nats://127.0.0.1, nats://10.0.0.7:4222", "token", true),
        ("tls://a", "token", false),
        ("nats://127.0.0.2, nats://localhost:4222, nats://[::1]", "token", false), ("nats://a", "creds", false),
    ])
    func `a password that others could read on its way is warned of`(_ url: String, _ login: String, _ isOpen: Bool)
        throws
    {
        let login = login == "token" ? "login = { token-file = \"word\" }" : "creds-file = \"credentials/nats\""
        let problems = try load("[log.nats]\nurl = \"\(url)\"\n" + login).problems
        #expect(problems.map(\.severity) == (isOpen ? [.warning] : []))
        #expect(
            problems.allSatisfy {
                $0.line == 3 && $0.message.contains("unencrypted; write its address with \"tls://\"")
            })
    }

    @Test(arguments: ["creds-file = \"credentials/nats\"", "creds-credential = \"nats\""])
    func `credentials are named by file or by systemd`(_ text: String) throws {
        let login = try load("[log.nats]\nurl = \"nats://a\"\n" + text).log.stream?.login
        guard case .credentials(let file) = login else {
            Issue.record("no credentials: \(String(describing: login))")
            return
        }
        #expect(file.hasSuffix("/credentials/nats"))
    }

    /// Each is the third line.
    @Test(arguments: [
        ("url = \"nats://desk:sesame@b\"", "log.nats.url", "a login stands in creds-file or login"),
        ("url = \"http://b\"", "log.nats.url", "write it like \"nats://127.0.0.1:4222\""),
        ("url = \"nats://b, nats://\"", "log.nats.url", "\"nats://\" is no address"),
        ("stream = \"a.b\"", "log.nats.stream", "is no name of a stream"),
        ("subject = \"a..b\"", "log.nats.subject", "has an empty token"),
        ("subject = \"a.{day}\"", "log.nats.subject", "knows only {kind}, {feed} and {feed-id}"),
        ("subject = \"a.>\"", "log.nats.subject", "may hold neither spaces nor * and >"),
        ("ca-file = \"none\"", "log.nats.ca-file", "there is no file"),
        ("ca-file = \"word\"", "log.nats.ca-file", "holds no certificate"),
        ("certificate-file = \"word\"", "log.nats.certificate-file", "stands alone"),
        ("key-file = \"none\"", "log.nats.key-file", "there is no file"),
        ("creds-file = \"none\"", "log.nats.creds-file", "there is no file"),
        ("creds-credential = \"none\"", "log.nats.creds-credential", "there is no file"),
        ("login = { user = \"desk\" }", "log.nats.login", "needs a user with a password-file"),
        ("login = { token-file = \"none\" }", "log.nats.login.token-file", "cannot read"),
        (
            "login = { user = \"desk\", password-file = \"word\", method = \"digest\" }", "log.nats.login.method",
            "leave the key out"
        ),
        ("strem = \"a\"", "log.nats.strem", "stream"),
    ])
    func `a mistake names its line, its key and what to do`(_ text: String, _ key: String, _ words: String) throws {
        let address = text.hasPrefix("url") ? "# none\n" : "url = \"nats://a\"\n"
        let error = #expect(throws: ConfigurationError.self) { try load("[log.nats]\n" + address + text + "\n") }
        let problem = try #require(error?.problems.first)
        #expect(error?.problems.count == 1)
        #expect((problem.line, problem.key) == (3, key))
        #expect(problem.message.contains(words), "\(problem.message)")
        #expect(!problem.message.contains("sesame"))
    }

    @Test func `the address must be there, and one login at most`() throws {
        let error = #expect(throws: ConfigurationError.self) { try load("[log.nats]\nstream = \"a\"\n") }
        #expect(
            error?.problems.map { "\($0.line ?? 0) \($0.key ?? "") \($0.message)" } == [
                "1 log.nats has no url, such as \"nats://127.0.0.1:4222\""
            ])
        let two = "creds-file = \"word\"\nlogin = { token-file = \"word\" }\n"
        #expect(throws: ConfigurationError.self) { try load("[log.nats]\nurl = \"nats://a\"\n" + two) }
    }
}
