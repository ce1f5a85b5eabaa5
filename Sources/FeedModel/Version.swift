/// Of this Dateline, as `--version` and the User-Agent say it.
package let datelineVersion = "0.1.0"
