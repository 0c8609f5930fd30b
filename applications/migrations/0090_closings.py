import django.db.models.deletion
from django.db import migrations, models

import portal.models
from portal.database import append_only_trigger

# What was opened before there were closings keeps its root hash and its proofs.
CLOSED_BEFORE = """
INSERT INTO applications_closing (phase_id, closes_at, closed_at, root_sha256, tree_secret)
    SELECT phase_id, phase.closes_at, opened_at, root_sha256, tree_secret
    FROM applications_opening AS opening JOIN calls_phase AS phase ON phase.id = opening.phase_id
    WHERE opened_at IS NOT NULL AND tree_secret IS NOT NULL
"""
TABLE = "applications_closing"


class Migration(migrations.Migration):
    """One root hash over all receipts of a vault, from the moment its deadline is past."""

    dependencies = [
        ("applications", "0030_grounds"),
        ("audit", "0003_checkpoints"),
        ("calls", "0070_questions_until"),
    ]

    operations = [
        migrations.AddField(
            model_name="receipt",
            name="checkpoint",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="audit.auditcheckpoint",
            ),
        ),
        migrations.CreateModel(
            name="Closing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("closes_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(db_default=portal.models.PortalNow())),
                ("root_sha256", models.CharField(max_length=64)),
                ("tree_secret", models.BinaryField()),
                (
                    "phase",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="closings",
                        to="calls.phase",
                    ),
                ),
            ],
            options={
                "ordering": ["closes_at"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("phase", "closes_at"), name="closed_once_per_deadline"
                    )
                ],
            },
        ),
        migrations.RunSQL(CLOSED_BEFORE, migrations.RunSQL.noop),
        migrations.RemoveField(
            model_name="opening",
            name="tree_secret",
        ),
        migrations.RunSQL(
            append_only_trigger(TABLE), f"DROP TRIGGER {TABLE}_append_only ON {TABLE}"
        ),
    ]
