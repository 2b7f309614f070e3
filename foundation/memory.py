"""What a process remembers of small tables that every request reads and hardly anybody changes.

The process that changes a row forgets at once; every other one sees the change within `FRESH_FOR` seconds.
"""

from collections.abc import Callable
from time import monotonic
from typing import ClassVar, Generic, TypeVar
from weakref import WeakSet

FRESH_FOR = 60.0
Key = TypeVar("Key")
Value = TypeVar("Value")


class Memory(Generic[Key, Value]):
    """Values by key, each read again when it is older than `FRESH_FOR`. What `read` raises is not remembered.

    `most` where keys pass, such as versions: beyond it everything is forgotten.
    """

    _all: ClassVar["WeakSet[Memory[object, object]]"] = WeakSet()

    def __init__(self, read: Callable[[Key], Value], *, most: int | None = None) -> None:
        self._read, self._most = read, most
        self._kept: dict[Key, tuple[float, Value]] = {}
        Memory._all.add(self)  # type: ignore[arg-type]  # any of them

    def get(self, key: Key) -> Value:
        found = self._kept.get(key)
        if found is None or monotonic() - found[0] > FRESH_FOR:
            found = (monotonic(), self._read(key))
            if self._most is not None and len(self._kept) >= self._most:
                self.forget()
            self._kept[key] = found
        return found[1]

    def forget(self) -> None:
        self._kept.clear()

    @classmethod
    def forget_all(cls) -> None:
        """For tests, whose tables go back to what they were."""
        for memory in cls._all:
            memory.forget()
