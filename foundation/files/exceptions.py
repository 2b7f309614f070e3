"""Why a file was not taken. The message is for the person who chose it, in their language."""


class FileRefused(Exception):
    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message
