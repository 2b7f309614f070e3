"""The form of every page: what goes out is checked first, what was found is said beside its field."""

import json
import re
from collections import defaultdict
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.blocks import StreamBlockValidationError
from wagtail.blocks.base import BlockField
from wagtail.fields import StreamField

from portal.editing.checking import Finding, blocking, check_values, mark_of, warnings

CONFIRMATION = "confirmed_words"
BLOCK_KEYS = re.compile(r' data-block-key=\\?"[^"\\]*\\?"')
LEADS_OUT = ("action-publish", "action-submit", "action-restart-workflow")


class CheckedPageForm(WagtailAdminPageForm):
    """Drafts may say anything. Checked is what is handed in for review, approved or published."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """A title that was pasted fills in no slug in the browser; Page.full_clean makes one of the title."""
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.leads_out:
            self._check(cleaned)
        return cleaned

    def has_changed(self) -> bool:
        """To read a text and approve it is not to write it. The editor gives paragraphs new keys when it opens a text,
        and Django takes a date with a default for changed where its first value is not sent along."""
        formsets = any(one.has_changed() for one in self.formsets.values())
        return formsets or any(not self._is_as_it_was(name) for name in self.changed_data)

    def _is_as_it_was(self, name: str) -> bool:
        before, now, field = self.initial.get(name), self.cleaned_data.get(name), self.fields[name]
        if isinstance(field, BlockField):
            return _words_in(before) == _words_in(now)
        return bool(field.show_hidden_initial and before == now)

    @property
    def leads_out(self) -> bool:
        is_approval = self.data.get("action-workflow-action") and self.data.get("workflow-action-name") == "approve"
        return bool(is_approval) or any(self.data.get(action) for action in LEADS_OUT)

    def _check(self, cleaned: dict[str, Any]) -> None:
        findings = [one for one in check_values(self._meta.model, cleaned) if one.field in self.fields]
        if held_back := blocking(findings):
            self._say(held_back)
        elif doubtful := warnings(findings):
            mark = mark_of(doubtful)
            if self.data.get(CONFIRMATION) != mark:
                self._say(doubtful)
                self.add_error("title", _confirm_box(mark))

    def _say(self, findings: list[Finding]) -> None:
        by_field: dict[str, list[Finding]] = defaultdict(list)
        for finding in findings:
            by_field[finding.field].append(finding)
        for name, found in by_field.items():
            is_stream = isinstance(self._meta.model._meta.get_field(name), StreamField)
            self.add_error(name, _stream_error(found) if is_stream else [one.sentence for one in found])


def _words_in(value: Any) -> str:
    return BLOCK_KEYS.sub("", json.dumps(value.stream_block.get_prep_value(value))) if value else ""


def _stream_error(findings: list[Finding]) -> StreamBlockValidationError:
    """Beside the block; and the first of them above all blocks, for whoever has these folded up."""
    by_block: dict[int, list[str]] = defaultdict(list)
    for finding in findings:
        by_block[finding.block or 0].append(finding.sentence)
    return StreamBlockValidationError(
        block_errors={number: ValidationError(sentences) for number, sentences in by_block.items()},
        non_block_errors=[f"{one.label}: {one.sentence}" for one in findings],
    )


def _confirm_box(mark: str) -> SafeString:
    question = _("Is every one of these words meant as it stands? Tick this and try again:")
    label = _("I have checked these words and they are right")
    return format_html(
        '{} <label><input type="checkbox" name="{}" value="{}"> {}</label>', question, CONFIRMATION, mark, label
    )
