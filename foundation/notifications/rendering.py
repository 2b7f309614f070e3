"""From a template and a context to the subject and text of one channel in one language."""

import re
from typing import Any, NamedTuple

from django.template import Context
from django.template.loader import select_template
from django.utils.translation import override

from foundation.notifications.models import Channel

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


class Rendered(NamedTuple):
    subject: str
    body: str


def render(template: str, channel: str, context: dict[str, Any], language: str) -> Rendered:
    """`notifications/<template>.<channel>.txt`; the first line of e-mail and inbox templates is the subject.

    Plain text, so nothing is escaped. Control and text-direction characters are dropped: what a citizen typed
    must not break a header or turn a sentence around. A call has words of its own where a text message holds an
    address or would sound like one; elsewhere it reads out what a text message says.
    """
    written_as = [channel, Channel.SMS] if channel == Channel.CALL else [channel]
    found: Any = select_template([f"notifications/{template}.{each}.txt" for each in written_as])
    with override(language):
        text = found.template.render(Context(context, autoescape=False))
    text = CONTROL.sub("", text.replace("\r\n", "\n")).strip()
    if channel in (Channel.SMS, Channel.CALL):
        return Rendered("", text)
    subject, _, body = text.partition("\n")
    return Rendered(" ".join(subject.split()), body.strip())
