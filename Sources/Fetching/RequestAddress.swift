import CCurl
import FeedModel
import TextKit

/// An address of http or https, taken apart by libcurl, which will also connect: no two readings can differ.
struct RequestAddress: Equatable {
    /// Without credentials and fragment.
    let url: String
    /// Scheme, host and port: where credentials may be sent (RFC 9110, 4.3.1).
    let origin: String
    /// As DNS has it, in lower case, without the dot of the root. Names a server for the budgets.
    let host: String
    /// What is to be looked up to get there: the name with its dot, if any. Nil for an address, and for the names that
    /// mean this machine, which libcurl knows by itself.
    let name: String?
    let port: Int
    let isHTTPS: Bool
    /// A user and password out of the address.
    let credentials: Credentials?

    /// - Throws: `.invalidURL`.
    init(_ text: String) throws(FetchError) {
        let handle = try URLHandle()
        // As it stands: dots in a path are the server's business.
        try handle.read(text, UInt32(CURLU_PATH_AS_IS))
        try self.init(handle)
    }

    /// Where `location`, a `Location` field, leads from here (RFC 3986, 5).
    /// - Throws: `.forbiddenRedirect` to any scheme but http and https, `.invalidURL`.
    func following(_ location: String) throws(FetchError) -> RequestAddress {
        let handle = try URLHandle()
        try handle.read(url, UInt32(CURLU_PATH_AS_IS))
        try handle.read(location, 0)
        guard ["http", "https"].contains(handle.part(CURLUPART_SCHEME)) else {
            throw .forbiddenRedirect(to: withoutAnyLogin(location))
        }
        return try RequestAddress(handle)
    }

    private init(_ handle: borrowing URLHandle) throws(FetchError) {
        guard let scheme = handle.part(CURLUPART_SCHEME), ["http", "https"].contains(scheme) else {
            throw .invalidURL(
                withoutAnyLogin(handle.part(CURLUPART_URL) ?? ""), reason: "it is neither http nor https")
        }
        let user = handle.part(CURLUPART_USER, UInt32(CURLU_URLDECODE))
        let password = handle.part(CURLUPART_PASSWORD, UInt32(CURLU_URLDECODE))
        for part in [CURLUPART_USER, CURLUPART_PASSWORD, CURLUPART_OPTIONS, CURLUPART_FRAGMENT] { handle.remove(part) }
        guard let url = handle.part(CURLUPART_URL), let name = handle.part(CURLUPART_HOST, UInt32(CURLU_PUNYCODE)),
            !name.isEmpty,
            let port = handle.part(CURLUPART_PORT, UInt32(CURLU_DEFAULT_PORT))
        else { throw .invalidURL("", reason: "it names no host") }
        self.url = url
        var host = name.lowercased()
        if host.hasSuffix(".") { host.removeLast() }
        self.host = host
        self.name = nameToLookUp(name.lowercased())
        self.port = Int(port) ?? 0
        isHTTPS = scheme == "https"
        origin = "\(scheme)://\(host):\(port)"
        credentials = user.map { .basic(user: $0, password: password ?? "") }
    }
}

/// Whether a name, in lower case, means this machine anywhere (RFC 6761, 6.3).
package func namesThisMachine(_ host: String) -> Bool { host == "localhost" || host.hasSuffix(".localhost") }

/// Nil where there is nothing to look up, or what libcurl must judge by itself.
func nameToLookUp(_ host: String) -> String? {
    let isName = host.utf8.count < 254 && host.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x3A && $0 != 0x5B }
    return namesThisMachine(host) || !isName || IPAddress(anyFormV4: host) != nil ? nil : host
}

/// The user and password that an address holds; nil for one that holds none.
/// - Throws: `.invalidURL` for what cannot be asked.
package func login(in url: String) throws(FetchError) -> Credentials? {
    let handle = try URLHandle()
    try handle.read(url, UInt32(CURLU_PATH_AS_IS))
    for part in [CURLUPART_USER, CURLUPART_PASSWORD] where handle.part(part) != nil {
        // libcurl refuses to decode it.
        guard handle.part(part, UInt32(CURLU_URLDECODE)) != nil else {
            throw .invalidURL(withoutAnyLogin(url), reason: "its login holds a control character")
        }
    }
    let password = handle.part(CURLUPART_PASSWORD, UInt32(CURLU_URLDECODE)) ?? ""
    return handle.part(CURLUPART_USER, UInt32(CURLU_URLDECODE)).map { .basic(user: $0, password: password) }
}

/// Owns a `CURLU`.
private struct URLHandle: ~Copyable {
    private let handle: OpaquePointer

    init() throws(FetchError) {
        guard let handle = curl_url() else { throw .failed(reason: "out of memory") }
        self.handle = handle
    }

    deinit { curl_url_cleanup(handle) }

    /// Spaces and bytes beyond ASCII are percent-encoded, as browsers do; what is encoded stays as it is.
    borrowing func read(_ text: String, _ flags: UInt32) throws(FetchError) {
        let flags = flags | UInt32(CURLU_URLENCODE) | UInt32(CURLU_NON_SUPPORT_SCHEME)
        let code = curl_url_set(handle, CURLUPART_URL, text, flags)
        guard code == CURLUE_OK else {
            throw .invalidURL(withoutAnyLogin(text), reason: String(cString: curl_url_strerror(code)))
        }
    }

    borrowing func part(_ part: CURLUPart, _ flags: UInt32 = 0) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(handle, part, &text, flags) == CURLUE_OK, let text else { return nil }
        defer { curl_free(text) }
        return String(cString: text)
    }

    borrowing func remove(_ part: CURLUPart) { curl_url_set(handle, part, nil, 0) }
}
