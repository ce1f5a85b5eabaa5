/// The file, or a page of it, is not as it was written, or cannot be read.
struct KeyFileDamage: Error {}
