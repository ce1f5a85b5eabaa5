import CCrypto

/// The HMAC of a message by SHA-256 (RFC 2104), in 64 hexadecimal digits, by OpenSSL.
func messageCode(of message: [UInt8], by key: [UInt8]) -> String {
    var code = [UInt8](repeating: 0, count: 32)
    // Nil for want of memory only.
    let result = unsafe HMAC(EVP_sha256(), key, Int32(key.count), message, message.count, &code, nil)
    precondition(unsafe result != nil)
    let digits = Array("0123456789abcdef")
    return String(code.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
}
