import Glibc

/// A name of a Unix socket as the calls take it (unix(7)): a path with its zero, or a zero and a name in the abstract
/// namespace.
/// - Returns: nil where the name is longer than they allow.
func withSocketAddress<T>(bytes: [UInt8], _ body: (UnsafePointer<sockaddr>, socklen_t) -> T) -> T? {
    var address = sockaddr_un()
    guard bytes.count <= MemoryLayout.size(ofValue: address.sun_path) else { return nil }
    address.sun_family = sa_family_t(AF_UNIX)
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: bytes) }
    let length = MemoryLayout<sockaddr_un>.offset(of: \.sun_path)! + bytes.count
    return unsafe withUnsafePointer(to: &address) { address in
        unsafe body(UnsafeRawPointer(address).assumingMemoryBound(to: sockaddr.self), socklen_t(length))
    }
}
