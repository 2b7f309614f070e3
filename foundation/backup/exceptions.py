class BackupRefused(Exception):
    """Nothing was changed; the message says why, for the person at the command line."""
