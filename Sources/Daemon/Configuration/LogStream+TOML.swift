import FeedModel
import Fetching
import Streaming
import TextKit
import TOMLKit

extension TableReader {
    /// `[log.nats]`: nil when something in it is wrong, which is then one of the problems.
    mutating func readLogStream(_ paths: Paths) -> JetStreamSettings? {
        let servers = readServers("url")
        var stream: String?
        var subject: SubjectTemplate?
        read("stream", into: &stream) {
            JetStreamSettings.isStreamName($0)
                ? .value($0) : .wrong("is no name of a stream: visible ASCII is allowed, without . * > / \\")
        }
        read("subject", into: &subject) { text in
            do throws(SubjectTemplate.Mistake) { return .value(try SubjectTemplate(text)) } catch {
                return .wrong("\(error)")
            }
        }
        var settings = JetStreamSettings(
            servers: servers ?? [], stream: stream ?? "dateline", subject: subject ?? .standard)
        readAuthorities(into: &settings.authorityFile, paths)
        readFilePath("certificate-file", into: &settings.certificateFile, paths)
        readFilePath("key-file", into: &settings.keyFile, paths)
        if (settings.certificateFile == nil) != (settings.keyFile == nil), !hasErrors {
            fail(settings.keyFile == nil ? "certificate-file" : "key-file", "stands alone: the other one belongs to it")
        }
        readLogin(into: &settings.login, paths)
        warnOfOpenLogin(settings)
        if servers == nil, table["url"] == nil { fail(nil, "has no url, such as \"nats://127.0.0.1:4222\"") }
        return hasErrors ? nil : settings
    }

    private mutating func readLogin(into login: inout JetStreamSettings.Login?, _ paths: Paths) {
        var file: String?
        readFilePath("creds-file", into: &file, paths)
        if let name = string("creds-credential") {
            let path = "\(paths.credentials)/\(name)"
            if FileStamp(path: path)?.isRegular == true {
                file = path
            } else {
                fail("creds-credential", "there is no file \(path)")
            }
        }
        login = file.map { .credentials(file: $0) }
        readTable("login") { table in
            switch table.readCredentials(paths) {
            case .basic(let user, let password)?: login = .user(user, password: password)
            case .bearer(let token)?: login = .token(token)
            case .digest?: table.fail("method", "\"digest\" is for feeds; leave the key out")
            case nil: break
            }
        }
        if file != nil, table["login"] != nil { fail("login", "stands beside creds; one of them is allowed") }
    }

    /// A file of credentials is none: the seed in it signs what the server asks, and is not sent.
    private func warnOfOpenLogin(_ settings: JetStreamSettings) {
        guard !settings.usesTLS, let login = settings.login else { return }
        if case .credentials = login { return }
        func isHere(_ host: String) -> Bool {
            namesThisMachine(host.lowercased()) || IPAddress(host)?.isLoopback == true
        }
        guard let far = settings.servers.first(where: { !isHere($0.host) }) else { return }
        warn("login", "goes to \(far.host) unencrypted; write its address with \"tls://\"")
    }

    private mutating func readServers(_ key: String) -> [ServerAddress]? {
        guard let text = string(key) else { return nil }
        var servers: [ServerAddress] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let url = String(part.trimming { $0 == " " })
            if let server = ServerAddress(url) {
                servers.append(server)
            } else {
                let hint = url.contains("@") ? "; a login stands in creds-file or login" : ""
                fail(
                    key,
                    "\(quoted(url.contains("@") ? "…" : url)) is no address of a NATS server; write it like "
                        + "\"nats://127.0.0.1:4222\" or \"tls://nats.example:4222\"\(hint)")
            }
        }
        return servers
    }
}
