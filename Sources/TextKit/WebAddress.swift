/// Between a scheme and an authority (RFC 3986, section 3).
package let schemeEnd = Array("://".utf8)

extension String {
    /// Whether there is a scheme before an authority in it.
    package var isAddress: Bool { contains(bytes: schemeEnd) }
}
