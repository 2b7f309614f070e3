"""Why a file was not read at all. Errors of single rows are `RowError`s in the table."""


class TableRefused(Exception):
    """The message is for the person who chose the file, in their language."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message
