from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """Who is selected for the next phase is not awarded money yet."""

    dependencies = [("awards", "0003_decisions_are_frozen")]
    operations = [
        migrations.RemoveConstraint(model_name="decision", name="award_has_an_amount"),
        migrations.AddField("decision", "needs_money", models.BooleanField(default=True)),
        migrations.AddConstraint(
            "decision",
            models.CheckConstraint(
                name="award_has_an_amount",
                condition=~Q(outcome="award", needs_money=True) | Q(amount_incl_vat__gt=0),
                violation_error_message="An award states its amount.",
            ),
        ),
        migrations.AddConstraint(
            "decision",
            models.CheckConstraint(
                name="selection_has_no_amount",
                condition=Q(needs_money=True) | Q(amount_incl_vat=None),
                violation_error_message="Who is selected is not awarded money yet.",
            ),
        ),
    ]
