from django.db import migrations

from portal.database import append_only_trigger

TABLE = "sme_smetest"


class Migration(migrations.Migration):
    """An outcome that went with an offer stands as it was given."""

    dependencies = [("sme", "0001_initial")]
    operations = [
        migrations.RunSQL(
            append_only_trigger(TABLE), f"DROP TRIGGER {TABLE}_append_only ON {TABLE}"
        ),
    ]
