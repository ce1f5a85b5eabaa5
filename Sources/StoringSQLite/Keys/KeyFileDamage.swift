/// The file, or a page of it, is not as it was written, or cannot be read.
struct KeyFileDamage: Error {}

/// The file is being written beside a reader, or is not as the reader's snapshot of the store has it.
struct KeyFileInMotion: Error {}
