from django.db import migrations

from portal.database import append_only_trigger

TABLE = "timing_stagenorm"


class Migration(migrations.Migration):
    """A norm that was set stands as it was; another one is one more row."""

    dependencies = [("timing", "0001_initial")]
    operations = [
        migrations.RunSQL(
            append_only_trigger(TABLE), f"DROP TRIGGER {TABLE}_append_only ON {TABLE}"
        ),
    ]
