"""Several workers, one outbox: every message leaves once."""

from tests.server.own_database import race, run

OUTBOX = """
from django.utils.timezone import now
from foundation.notifications.models import Message
for n in range(20):
    Message.objects.create(channel="sms", address="13800138000", body=str(n), created_at=now(), next_attempt_at=now())
"""
DELIVER = """
import time
from django.utils.timezone import now
from foundation.notifications import delivery
from foundation.notifications.providers import SMSProvider

sent = 0
class Counting(SMSProvider):
    def send(self, phone, text, reference=""):
        global sent
        sent += 1
        time.sleep(0.01)
        return "counted"
delivery.sms_provider = Counting
go()
delivery.deliver_due(now())
print(sent)
"""
WITHOUT_THE_CLAIM = """
import uuid
from foundation.notifications import delivery
delivery.claim = lambda message_id, at: uuid.uuid4()
"""


def test_racing_workers_send_every_message_once(own_database):
    run(own_database, OUTBOX)
    assert sum(map(int, race(own_database, DELIVER, processes=3))) == 20


def test_without_the_claim_racing_workers_send_messages_twice(own_database):
    run(own_database, OUTBOX)
    assert sum(map(int, race(own_database, WITHOUT_THE_CLAIM + DELIVER, processes=3))) > 20
