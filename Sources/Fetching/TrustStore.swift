import CCurl
import Glibc

/// The certificate authorities of all requests, and those that single feeds add.
final class TrustStore {
    /// One file rather than a folder of them: only so does libcurl keep what it has read for the next connection.
    private let file: String?
    private var bundles: [String: [UInt8]] = [:]

    init(_ file: String?) {
        let places = [file, environment("SSL_CERT_FILE"), environment("CURL_CA_BUNDLE")].compactMap { $0 }
        self.file = places.first ?? systemBundles.first { access($0, R_OK) == 0 }
    }

    /// To the server and to a proxy that is asked by https.
    /// - Parameter extra: A PEM file of authorities that count beside the usual ones.
    /// - Throws: `.failed` when `extra` cannot be read.
    func apply(_ extra: String?, to easy: UnsafeMutableRawPointer) throws(FetchError) {
        if let file {
            ccurl_set_string(easy, CURLOPT_CAINFO, file)
            ccurl_set_string(easy, CURLOPT_CAPATH, nil)
            ccurl_set_string(easy, CURLOPT_PROXY_CAINFO, file)
            ccurl_set_string(easy, CURLOPT_PROXY_CAPATH, nil)
        }
        guard let extra else { return }
        try bundle(with: extra).withUnsafeBytes { bytes in
            var blob = curl_blob(
                data: UnsafeMutableRawPointer(mutating: bytes.baseAddress), len: bytes.count,
                flags: UInt32(CURL_BLOB_COPY))
            ccurl_set_blob(easy, CURLOPT_CAINFO_BLOB, &blob)
            ccurl_set_blob(easy, CURLOPT_PROXY_CAINFO_BLOB, &blob)
        }
    }

    private func bundle(with extra: String) throws(FetchError) -> [UInt8] {
        if let bundle = bundles[extra] { return bundle }
        guard let added = contents(of: extra) else {
            throw .failed(reason: "cannot read the certificate authorities in \(extra)")
        }
        let bundle = (file.flatMap(contents) ?? []) + [0x0A] + added
        bundles[extra] = bundle
        return bundle
    }
}

/// Where Debian, Fedora, openSUSE and Alpine keep theirs.
private let systemBundles = [
    "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
]

private func environment(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
}

private func contents(of path: String) -> [UInt8]? {
    guard let file = fopen(path, "re") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 64 << 10)
    while case let count = fread(&chunk, 1, chunk.count, file), count > 0 { bytes += chunk[..<count] }
    return ferror(file) == 0 ? bytes : nil
}
