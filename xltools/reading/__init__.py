"""Files that staff sent: found, opened, located, parsed into records."""
