import ArgumentParser
import Daemon
import FeedModel
import Fetching
import Following
import Foundation

/// To whom `dateline follow` hands over.
struct ReceiverOptions: ParsableArguments {
    @Option(parsing: .remaining, help: ArgumentHelp("A command, with its arguments; no shell.", valueName: "command"))
    var exec: [String] = []
    @Option(help: "An address that JSON is posted to.") var url: String?
    @Option(help: ArgumentHelp("An address that a letter is sent to.", valueName: "address")) var mail: String?
    @Option(help: ArgumentHelp("A mailbox of files, a letter an event.", valueName: "folder")) var maildir: String?
    @Option(help: ArgumentHelp("The address of a topic of ntfy.", valueName: "url")) var ntfy: String?
    @Option(help: ArgumentHelp("A room of Matrix: !id:server or #alias:server.", valueName: "room")) var matrix: String?
    @Option(help: ArgumentHelp("Has the HMAC key, password or token.", valueName: "file")) var secretFile: String?
    @Option(help: ArgumentHelp("The systemd credential that has it.", valueName: "name", visibility: .hidden))
    var secretCredential: String?
    @Option(help: ArgumentHelp("Mail server for --mail: smtp://HOST[:PORT].", valueName: "url"))
    var smtp: String?
    @Option(help: ArgumentHelp("Of --smtp: the secret's user.", valueName: "name", visibility: .hidden))
    var smtpUser: String?
    @Option(
        help: ArgumentHelp(
            "Who writes letters. (default: dateline@ this host)", valueName: "address", visibility: .hidden))
    var mailFrom: String?
    @Option(help: ArgumentHelp("Of --mail without --smtp.", valueName: "program", visibility: .hidden))
    var sendmail = "/usr/sbin/sendmail"
    @Option(help: ArgumentHelp("Of --matrix: the server's address.", valueName: "url")) var homeserver: String?
    @Option(
        help: ArgumentHelp(
            "By which a server of the web is reached, or none. (default: the environment's, else [fetch] proxy)",
            valueName: "url", visibility: .hidden))
    var proxy: String?
    @Option(help: ArgumentHelp("For one try.", valueName: "duration", visibility: .hidden)) var timeout = "1m"

    private var chosen: [String] {
        let all = [
            ("--exec", exec.first), ("--url", url), ("--mail", mail), ("--maildir", maildir), ("--ntfy", ntfy),
            ("--matrix", matrix),
        ]
        return all.compactMap { $1 == nil ? nil : $0 }
    }

    /// Persons read it at once, who want no copy of all that is old.
    var isForPeople: Bool { mail != nil || ntfy != nil || matrix != nil }

    /// Where a filter names none; all where it is empty.
    var kinds: [EventKind] {
        isForPeople || maildir != nil ? [.new, .duplicate, .revised, .withdrawn] : []
    }

    func check() throws {
        guard chosen.count == 1 else {
            throw ValidationError(
                chosen.isEmpty
                    ? "Say to whom: --exec, --url, --mail, --maildir, --ntfy or --matrix."
                    : "\(chosen.joined(separator: " and ")): a follower has one receiver; let another name have the other."
            )
        }
        _ = try duration(timeout, "--timeout")
        if let proxy, proxy != "none" {
            do { _ = try ProxyAddress(proxy) } catch { throw ValidationError("--proxy: it \(error.description)") }
        }
        for address in [url, ntfy, homeserver].compactMap(\.self)
        where !address.hasPrefix("http://") && !address.hasPrefix("https://") {
            throw ValidationError("'\(address)' is no address of http or https.")
        }
        guard smtp.map({ $0.hasPrefix("smtp://") || $0.hasPrefix("smtps://") }) ?? true else {
            throw ValidationError("--smtp is smtp://HOST[:PORT] or smtps://HOST[:PORT].")
        }
        for address in [mail, mailFrom].compactMap(\.self) where !StoryMail.isAddress(address) {
            throw ValidationError("'\(address)' is no mail address.")
        }
        guard (matrix == nil) == (homeserver == nil) else {
            throw ValidationError("--matrix and --homeserver go together.")
        }
        guard secretFile == nil || secretCredential == nil else {
            throw ValidationError("--secret-file and --secret-credential: there is one secret.")
        }
        guard (matrix == nil && smtpUser == nil) || secretFile != nil || secretCredential != nil else {
            throw ValidationError("--secret-file or --secret-credential: to log in.")
        }
    }

    func receiver(_ configuration: Configuration, _ access: StoreAccess, name: String, on console: Console) throws
        -> any Receiver
    {
        var limits = SenderSettings(
            timeout: try duration(timeout, "--timeout"), authorityFile: configuration.fetch.authorityFile)
        limits.proxy = way(configuration, console.environment)
        let secret = try secret(configuration)
        let words = secret.map { String(decoding: $0, as: UTF8.self) }
        if let url { return WebhookReceiver(url, secret: secret, limits) }
        if let ntfy {
            guard let receiver = NtfyReceiver(ntfy, token: words, limits) else {
                throw ValidationError("--ntfy is the address of a topic, such as https://ntfy.sh/TOPIC.")
            }
            return receiver
        }
        if let matrix, let homeserver {
            return MatrixReceiver(homeserver, room: matrix, token: words ?? "", limits)
        }
        if mail != nil || maildir != nil {
            let host = ProcessInfo.processInfo.hostName
            let letters = StoryMail(
                access, from: mailFrom ?? "dateline@\(host)", to: mail ?? mailFrom ?? "dateline@\(host)")
            if let maildir { return MaildirReceiver(letters, in: maildir) }
            let login = smtpUser.map { (user: $0, password: words ?? "") }
            let way = smtp.map { MailReceiver.Way.server($0, login: login) } ?? .sendmail(sendmail)
            return MailReceiver(letters, by: way, limits)
        }
        var environment = console.environment
        environment["DATELINE_FOLLOWER"] = name
        return CommandReceiver(exec, environment: environment, timeout: limits.timeout)
    }

    private func way(_ configuration: Configuration, _ environment: [String: String]) -> SenderSettings.Proxy {
        if let proxy { return proxy == "none" ? .none : .address(proxy, isForAll: true) }
        // As curl(1) takes them: http_proxy in small letters alone, since servers name headers in capitals.
        let names = ["http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]
        if names.contains(where: { !(environment[$0] ?? "").isEmpty }) { return .environment }
        return configuration.fetch.proxy.map { .address($0, isForAll: false) } ?? .none
    }

    /// Without the end of the line that an editor adds.
    private func secret(_ configuration: Configuration) throws -> [UInt8]? {
        let path = secretFile ?? secretCredential.map { configuration.paths.credentials + "/" + $0 }
        guard let path else { return nil }
        var text: [UInt8]
        do throws(FileFailure) { text = try bytes(of: path) } catch {
            throw ValidationError("The secret cannot be read: \(path): \(error)")
        }
        while let last = text.last, [0x0A, 0x0D].contains(last) { text.removeLast() }
        guard !text.isEmpty else { throw ValidationError("The secret is empty: \(path)") }
        return text
    }
}
