from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("calls", "0020_amended_terms"),
    ]

    operations = [
        migrations.AddField(
            model_name="call",
            name="rights",
            field=models.CharField(
                blank=True,
                choices=[
                    ("developer", "the company keeps the rights, the authority may use the result"),
                    ("open_licence", "the result becomes free for all, under an open licence"),
                    ("authority", "the authority gets the rights and publishes the result"),
                ],
                max_length=12,
                verbose_name="rights",
            ),
        ),
        migrations.AddField(
            model_name="phase",
            name="money_to_check",
            field=models.BooleanField(default=False),
        ),
    ]
