from django.db import migrations

from portal.database import append_only_trigger


class Migration(migrations.Migration):
    """Published terms are frozen."""

    dependencies = [("calls", "0001_initial")]
    operations = [
        migrations.RunSQL(
            append_only_trigger("calls_callversion"),
            "DROP TRIGGER calls_callversion_append_only ON calls_callversion",
        )
    ]
