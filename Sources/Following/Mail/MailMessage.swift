import Foundation

/// A letter with a text and the same as HTML (RFC 5322, RFC 2046).
struct MailMessage {
    /// Who writes, as people read it.
    var author = ""
    var sender: String
    var recipient: String
    var subject = ""
    var date: Date
    /// Without angle brackets.
    var id: String
    var inReplyTo: String?
    /// The thread, the oldest first.
    var references: [String] = []
    /// Headers of ours, in ASCII.
    var facts: [(name: String, value: String)] = []
    var text = ""
    var html = ""

    /// With CRLF.
    var bytes: [UInt8] {
        let from = author.isEmpty ? sender : "\(Self.phrase(author))\r\n <\(sender)>"
        // Behind "=_", which no line of quoted-printable has.
        let boundary = "=_\(id.filter { $0.isASCII && ($0.isLetter || $0.isNumber) }.prefix(50))"
        var lines = [
            "From: \(from)", "To: \(recipient)", "Subject: \(MailText.header(subject, used: 9))",
            "Date: \(Self.date(date))", "Message-ID: <\(id)>",
        ]
        if let inReplyTo { lines.append("In-Reply-To: <\(inReplyTo)>") }
        if !references.isEmpty {
            lines.append("References: " + references.map { "<\($0)>" }.joined(separator: "\r\n "))
        }
        lines += facts.map { "\($0.name): \($0.value)" }
        lines += [
            // RFC 3834: no notes of absence.
            "Auto-Submitted: auto-generated", "MIME-Version: 1.0",
            "Content-Type: multipart/alternative; boundary=\"\(boundary)\"", "", "",
        ]
        var bytes = Array(lines.joined(separator: "\r\n").utf8)
        for (type, part) in [("plain", text), ("html", html)] {
            let head = [
                "--\(boundary)", "Content-Type: text/\(type); charset=utf-8",
                "Content-Transfer-Encoding: quoted-printable", "", "",
            ]
            bytes += Array(head.joined(separator: "\r\n").utf8) + MailText.quotedPrintable(part)
        }
        return bytes + Array("--\(boundary)--\r\n".utf8)
    }

    /// A name before an address (RFC 5322, 3.2.5), the line being `From: `.
    private static func phrase(_ name: String) -> String {
        let isPlain = name.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F } && name.count <= 60 && !name.contains("=?")
        guard isPlain else { return MailText.header(name, used: 6) }
        return "\"" + name.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }

    /// RFC 5322, 3.3, in UTC.
    static func date(_ date: Date) -> String {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let parts = calendar.dateComponents([.year, .month, .day, .hour, .minute, .second, .weekday], from: date)
        func two(_ number: Int?) -> String { (number ?? 0) < 10 ? "0\(number ?? 0)" : "\(number ?? 0)" }
        let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        return
            "\(days[(parts.weekday ?? 1) - 1]), \(parts.day ?? 1) \(months[(parts.month ?? 1) - 1]) \(parts.year ?? 1970) "
            + "\(two(parts.hour)):\(two(parts.minute)):\(two(parts.second)) +0000"
    }
}
