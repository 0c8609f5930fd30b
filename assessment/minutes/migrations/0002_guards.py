from django.db import migrations

from portal.database import append_only_trigger

TABLE = "minutes_minutessignature"


class Migration(migrations.Migration):
    dependencies = [("minutes", "0001_initial")]

    operations = [
        migrations.RunSQL(
            append_only_trigger(TABLE), f"DROP TRIGGER {TABLE}_append_only ON {TABLE}"
        )
    ]
