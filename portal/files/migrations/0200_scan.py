from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("files", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="storedfile",
            name="scan",
            field=models.CharField(
                blank=True,
                choices=[
                    ("waiting", "not scanned for viruses yet"),
                    ("clean", "no virus found"),
                    ("infected", "virus found"),
                ],
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="storedfile",
            name="virus",
            field=models.CharField(blank=True, max_length=100),
        ),
    ]
