import Foundation
import Testing
import TextKit

@testable import Fetching

/// libcurl connects, and `WebAddress` says beforehand who will be asked: two readings of one address would let a login, a
/// limit or a permission be meant for another host than is asked.
@Suite struct AddressAgreementTests {
    @Test(arguments: [
        "http://a.test", "HTTPS://A.Test:443/x", "http://a.test:80/", "http://a.test:8080?x", "http://a.test#x",
        "http://u:p@a.test/", "http://u@a.test:81/", "http://@a.test/", "http://a.test:@b.test/", "http://a@b@c.test/",
        "http://a.test\\@b.test/", "http://a.test\\x/", "http://a.test\\", "http://me:pa\\ss@a.test/",
        "http://a.test/@b.test", "http://a.test?@b.test/", "http://a.test#@b.test/", "http://a.test./",
        "http://a..test/",
        "http://%61.test/", "http://a%2eb.test/", "http://a%20b/", "http://a%2fb/", "http://a%00b/", "http://a b/",
        "http://[::1]/", "http://[::1]:8080/", "http://u:p@[::1]/", "http://[::1", "http://[zz]/", "http://[]/",
        "http://a.test:/", "http://a.test:099/", "http://a.test:0/", "http://a.test:65536/", "http://a.test:80:80/",
        "http://a.test:-1/", "http://a.test:8o/", "http://a;b/", "http://a,b/", "http://a*b/", "http://a_b.test/",
        "http://-/", "http:a.test", "http:////a.test/", "https://", "http://?", "ftp://a.test/", "javascript:1",
        "//a.test/", "", "a.test", "http://a.test\u{9}.b.test/", "http://a\u{AD}.test/",
    ])
    func `both read one host, or neither`(_ text: String) { expectAgreement(text) }
}

@Suite(.enabled(if: data != nil)) struct AddressAgreementWithDataTests {
    @Test func `links of real feeds are read alike`() throws {
        let folder = URL(filePath: try #require(data)).appending(path: "real-feeds")
        var count = 0
        for file in try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil) {
            let text = String(decoding: try Data(contentsOf: file), as: UTF8.self)
            for match in text.matches(of: /https?:\/\/[^\s"'<>\])]{1,300}/).prefix(500) {
                expectAgreement(String(match.output))
                count += 1
            }
        }
        #expect(count > 1000)
    }
}

/// Where `Tests/Evaluation/suites.sh` found the material.
private let data = ProcessInfo.processInfo.environment["DATELINE_TEST_DATA"]

private func expectAgreement(_ text: String) {
    let ours = WebAddress(text).flatMap { $0.isWeb ? $0 : nil }
    guard let theirs = try? RequestAddress(text) else {
        // What libcurl refuses is never asked for; ours may be less strict with a scheme alone.
        #expect(ours == nil || ours!.hasStrangeHost, "\(text)")
        return
    }
    // libcurl guesses the number of slashes, and has numbers and names beyond ASCII in another form.
    guard let ours else {
        #expect(
            text.contains(":///") || !text.dropFirst(5).hasPrefix("//") && !text.dropFirst(6).hasPrefix("//"),
            "\(text)")
        return
    }
    #expect(theirs.isHTTPS == (ours.scheme == "https"), "\(text)")
    #expect(theirs.port == ours.port ?? (theirs.isHTTPS ? 443 : 80), "\(text)")
    let host = ours.host.hasSuffix(".") ? String(ours.host.dropLast()) : ours.host
    if host.utf8.allSatisfy({ $0 < 0x80 }), host.last?.isNumber != true, !host.hasPrefix("[") {
        #expect(theirs.host == host, "\(text)")
    }
}

extension WebAddress {
    /// Beyond ASCII: whether IDNA has a name for it only libcurl knows.
    fileprivate var hasStrangeHost: Bool { !host.utf8.allSatisfy { $0 < 0x80 } || host.hasPrefix("[") }
}
