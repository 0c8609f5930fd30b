from django.db import migrations

from portal.database import append_only_trigger

TABLES = ("audit_auditevent", "audit_auditlink")


class Migration(migrations.Migration):
    """What happened cannot be changed, whoever asks."""

    dependencies = [("audit", "0001_initial")]
    operations = [
        migrations.RunSQL(
            append_only_trigger(table), f"DROP TRIGGER {table}_append_only ON {table}"
        )
        for table in TABLES
    ]
