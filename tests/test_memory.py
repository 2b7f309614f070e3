"""What a process remembers is read once, again when it is old, and never half."""

import pytest

from foundation import memory
from foundation.memory import FRESH_FOR, Memory
from matters.models import Category, kept_category


def test_a_value_is_read_once_and_again_when_it_is_old(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = 1000.0
    monkeypatch.setattr(memory, "monotonic", lambda: clock)
    asked: list[str] = []
    kept: Memory[str, int] = Memory(lambda key: asked.append(key) or len(asked))
    assert (kept.get("a"), kept.get("a"), kept.get("b")) == (1, 1, 2)
    clock += FRESH_FOR
    assert kept.get("a") == 1
    clock += 1
    assert kept.get("a") == 3
    kept.forget()
    assert kept.get("b") == 4


def test_what_could_not_be_read_is_asked_for_again() -> None:
    values: dict[str, int] = {}
    kept = Memory(values.__getitem__)
    with pytest.raises(KeyError):
        kept.get("a")
    values["a"] = 5
    assert kept.get("a") == 5


def test_keys_that_pass_do_not_pile_up() -> None:
    asked: list[int] = []
    kept = Memory(lambda key: asked.append(key) or key, most=2)
    assert [kept.get(key) for key in (1, 2, 3, 3, 1)] == [1, 2, 3, 3, 1]
    assert asked == [1, 2, 3, 1]
    assert len(kept._kept) == 2


@pytest.mark.django_db
def test_a_category_an_editor_changes_counts_at_once_in_this_process() -> None:
    before = kept_category("housing")
    assert before is not None
    edited = Category.objects.get(code="housing")
    edited.name = "房子的事"
    edited.save()
    after = kept_category("housing")
    assert after is not None
    assert after.name == "房子的事"
