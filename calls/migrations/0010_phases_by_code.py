from django.db import migrations, models
from django.db.models import F, Q

FACTS = [
    ("takes_offers", models.BooleanField(default=True)),
    (
        "outcome",
        models.CharField(
            choices=[
                ("contract", "a contract"),
                ("selection", "selection for the next phase"),
                ("place", "a place in the programme"),
                ("prize", "a prize"),
                ("none", "nothing"),
            ],
            default="contract",
            max_length=9,
        ),
    ),
    (
        "judged_by",
        models.CharField(
            choices=[
                ("committee", "an assessment committee"),
                ("jury", "a jury"),
                ("officers", "the officers: nobody scores"),
            ],
            default="committee",
            max_length=9,
        ),
    ),
    ("is_negotiated", models.BooleanField(default=False)),
    ("is_anonymous", models.BooleanField(default=False)),
    ("asks_price", models.BooleanField(default=True)),
    ("needs_money", models.BooleanField(default=True)),
    ("may_be_bought", models.BooleanField(default=False)),
    ("reduces", models.BooleanField(default=False, verbose_name="fewer parties may go on")),
    ("standstill_days", models.PositiveSmallIntegerField(default=0)),
    ("least_rd_share", models.PositiveSmallIntegerField(default=0)),
    ("title", models.CharField(blank=True, max_length=100)),
    ("title_en", models.CharField(blank=True, max_length=100)),
]


def state_the_facts(apps, schema_editor):
    """What code said about these phases so far; all of them belong to an SBIR."""
    phases = apps.get_model("calls", "Phase").objects.using(schema_editor.connection.alias)
    phases.update(code=F("kind"), least_rd_share=50)
    phases.filter(kind="procurement").update(takes_offers=False)
    phases.filter(kind="prototype").update(may_be_bought=True)


class Migration(migrations.Migration):
    """Phases have a code, unique in their call, and state their own facts."""

    dependencies = [("calls", "0050_rights_and_money_to_check")]
    operations = [
        migrations.RemoveConstraint(model_name="phase", name="phase_kind_once"),
        migrations.AddField(
            "criterion",
            "is_price",
            models.BooleanField(default=False, verbose_name="scores the price"),
        ),
        migrations.AddField(
            "phase", "code", models.SlugField(default="", max_length=30), preserve_default=False
        ),
        *(migrations.AddField("phase", name, column) for name, column in FACTS),
        migrations.AlterField(
            "phase",
            "entry",
            models.CharField(
                choices=[
                    ("open", "anyone may send an offer"),
                    ("invited", "only those invited"),
                    ("selected", "only those selected in the phase before"),
                ],
                max_length=8,
            ),
        ),
        migrations.AlterField("phase", "kind", models.CharField(max_length=30)),
        migrations.RunPython(state_the_facts, migrations.RunPython.noop),
        migrations.AddConstraint(
            "phase", models.UniqueConstraint(fields=["call", "code"], name="phase_code_once")
        ),
        migrations.AddConstraint(
            "phase",
            models.CheckConstraint(
                name="phase_money_has_a_price",
                condition=Q(needs_money=False) | Q(asks_price=True),
                violation_error_message="Who is awarded money states a price.",
            ),
        ),
    ]
