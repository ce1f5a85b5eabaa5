import CVersion

/// Of this Dateline, as the User-Agent says it.
package let datelineVersion = "0.1.0"

/// The commit that it was built from, with a + where that was changed; empty where nobody told the build: see
/// systemd/commit.sh.
package let datelineCommit = unsafe String(cString: dateline_commit())

/// "dateline 0.1.0 (1a2b3c4d)", as `--version` says it.
package let datelineVersionLine =
    "dateline \(datelineVersion)" + (datelineCommit.isEmpty ? "" : " (\(datelineCommit))")
