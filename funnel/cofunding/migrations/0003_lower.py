from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0220_intermediaries"),
        ("cofunding", "0002_remarks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="fundingdecision",
            name="funding_request_decided_once",
        ),
        migrations.RemoveConstraint(
            model_name="fundingdecision",
            name="granted_funding_lies_in_the_pot",
        ),
        migrations.RemoveConstraint(
            model_name="fundingpayment",
            name="funding_payment_is_positive",
        ),
        migrations.AlterField(
            model_name="fundingdecision",
            name="outcome",
            field=models.CharField(
                choices=[("grant", "grant"), ("refuse", "refuse"), ("lower", "lower or take back")],
                max_length=6,
            ),
        ),
        migrations.AlterField(
            model_name="fundingrequest",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "draft"),
                    ("submitted", "received"),
                    ("granted", "granted"),
                    ("refused", "refused"),
                    ("withdrawn", "withdrawn"),
                    ("revoked", "taken back"),
                ],
                default="draft",
                max_length=9,
            ),
        ),
        migrations.AddConstraint(
            model_name="fundingdecision",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    models.Q(("state", "turned_down"), _negated=True),
                    models.Q(("outcome", "lower"), _negated=True),
                ),
                fields=("request",),
                name="funding_request_decided_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="fundingdecision",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "proposed")),
                fields=("request",),
                name="funding_request_has_one_proposal",
            ),
        ),
        migrations.AddConstraint(
            model_name="fundingdecision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("amount_incl_vat__gt", 0),
                        ("amount_incl_vat__lte", models.F("remaining_incl_vat")),
                        ("outcome", "grant"),
                    ),
                    models.Q(
                        ("amount_incl_vat", 0),
                        ("outcome", "refuse"),
                        models.Q(("reasons", ""), _negated=True),
                    ),
                    models.Q(
                        ("amount_incl_vat__lt", 0),
                        ("outcome", "lower"),
                        models.Q(("reasons", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="granted_funding_lies_in_the_pot",
            ),
        ),
        migrations.AddConstraint(
            model_name="fundingpayment",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_incl_vat", 0), _negated=True),
                name="funding_payment_is_not_zero",
            ),
        ),
    ]
