/// What a server gave with an answer so that it can say next time that nothing has changed (RFC 9110, 8.8).
/// Both are sent back byte for byte as they came.
package struct Validators: Equatable, Sendable {
    package var eTag: String?
    package var lastModified: String?

    package init(eTag: String? = nil, lastModified: String? = nil) {
        (self.eTag, self.lastModified) = (eTag, lastModified)
    }

    package var isEmpty: Bool { eTag == nil && lastModified == nil }
}
