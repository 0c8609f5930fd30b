from django.db import migrations

from portal.clock import production_definition


class Migration(migrations.Migration):
    """The only clock for rules; see portal/clock.py."""

    initial = True
    dependencies: list[tuple[str, str]] = []
    # Every table stamps its times with it; all of them come after accounts.
    run_before = [("accounts", "0001_initial")]
    operations = [
        migrations.RunSQL(production_definition(), "DROP FUNCTION portal_now()"),
    ]
