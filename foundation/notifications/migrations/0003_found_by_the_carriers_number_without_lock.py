from django.db import migrations, models
from django.db.models import Q

from foundation.concurrent_index import AddIndexWithoutLock


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('notifications', '0002_receipts_of_the_carrier'),
    ]

    operations = [
        AddIndexWithoutLock(
            model_name='message',
            index=models.Index(
                condition=Q(channel='sms') & ~Q(provider_reference=''),
                fields=['provider_reference'],
                name='message_of_the_carrier',
            ),
        ),
    ]
