from django.db import migrations

from portal.database import append_only_trigger

TABLES = ("reports_report", "reports_publication")


class Migration(migrations.Migration):
    """A report that was made stands as it is, and so does that it was published."""

    dependencies = [("reports", "0001_initial")]
    operations = [
        migrations.RunSQL(
            append_only_trigger(table), f"DROP TRIGGER {table}_append_only ON {table}"
        )
        for table in TABLES
    ]
