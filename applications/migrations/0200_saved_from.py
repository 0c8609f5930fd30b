from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0090_closings"),
    ]

    operations = [
        migrations.AddField(
            model_name="workingsection",
            name="saved_from",
            field=models.CharField(blank=True, max_length=36),
        ),
        migrations.AddField(
            model_name="workingsection",
            name="saved_turn",
            field=models.PositiveIntegerField(default=0),
        ),
    ]
