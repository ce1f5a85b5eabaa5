/// The likeliest encoding of text that is not UTF-8 and says nothing of itself.
func guessEncoding(_ bytes: [UInt8]) -> Encoding? { .windows1252 }
