import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import portal.models
from portal.database import append_only_trigger

# The hash of a line goes over the digest of its event from here on, so the sequencer begins anew.
CHAIN_AGAIN = "TRUNCATE audit_auditlink"
TABLE = "audit_auditcheckpoint"


class Migration(migrations.Migration):
    """Signed checkpoints, and lines that wait for the opening of a vault."""

    dependencies = [
        ("audit", "0002_append_only"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(CHAIN_AGAIN, migrations.RunSQL.noop),
        migrations.CreateModel(
            name="AuditCheckpoint",
            fields=[
                (
                    "link",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="audit.auditlink",
                    ),
                ),
                ("at", models.DateTimeField(db_default=portal.models.PortalNow())),
                ("signature", models.CharField(max_length=128)),
            ],
            options={
                "ordering": ["link_id"],
            },
        ),
        migrations.AddField(
            model_name="auditevent",
            name="seal",
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(
                condition=models.Q(("action", "confirm_opening")),
                fields=["object_ref"],
                name="audit_openings",
            ),
        ),
        migrations.RunSQL(
            append_only_trigger(TABLE), f"DROP TRIGGER {TABLE}_append_only ON {TABLE}"
        ),
    ]
