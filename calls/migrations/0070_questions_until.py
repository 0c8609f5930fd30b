from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("calls", "0030_conditions_and_knock_outs"),
    ]

    operations = [
        migrations.AddField(
            model_name="phase",
            name="answers_by",
            field=models.DateTimeField(blank=True, null=True, verbose_name="answers no later than"),
        ),
        migrations.AddField(
            model_name="phase",
            name="questions_until",
            field=models.DateTimeField(blank=True, null=True, verbose_name="questions until"),
        ),
        migrations.AddConstraint(
            model_name="phase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("questions_until", None),
                    ("closes_at", None),
                    ("questions_until__lt", models.F("closes_at")),
                    _connector="OR",
                ),
                name="phase_questions_end_before_it_closes",
                violation_error_message="Questions end before the deadline for offers.",
            ),
        ),
    ]
