import django.db.models.deletion
from django.db import migrations, models

import portal.models


class Migration(migrations.Migration):
    """The receipt as a document, and the secret that places receipts in the tree."""

    dependencies = [
        ("applications", "0002_receipt"),
        ("files", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="opening",
            name="tree_secret",
            field=models.BinaryField(null=True),
        ),
        migrations.CreateModel(
            name="Receipt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("made_at", models.DateTimeField(db_default=portal.models.PortalNow())),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                    ),
                ),
                (
                    "submission",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipt",
                        to="applications.submission",
                    ),
                ),
            ],
        ),
    ]
