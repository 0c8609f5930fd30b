from django.db import migrations

from portal.database import append_only_trigger

TABLES = ("advice_consideration", "advice_justification", "advice_advicemessage")


class Migration(migrations.Migration):
    """What was considered, chosen and said is only ever added (portal/database.py)."""

    dependencies = [("advice", "0001_initial")]

    operations = [
        migrations.RunSQL(
            append_only_trigger(table), f"DROP TRIGGER {table}_append_only ON {table}"
        )
        for table in TABLES
    ]
