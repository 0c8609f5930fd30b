import django.db.models.deletion
from django.db import migrations, models

# Versions after the first were made by a later deadline: nothing else could change terms so far.
WHY = """
ALTER TABLE calls_callversion DISABLE TRIGGER calls_callversion_append_only;
UPDATE calls_callversion SET cause = 'extension' WHERE number > 1;
ALTER TABLE calls_callversion ENABLE TRIGGER calls_callversion_append_only;
"""


class Migration(migrations.Migration):
    """The notice, the information period, versions of documents, and why there is a new version."""

    dependencies = [
        ("calls", "0003_words_of_review"),
    ]

    operations = [
        migrations.AddField(
            model_name="call",
            name="information_days",
            field=models.PositiveSmallIntegerField(
                blank=True, null=True, verbose_name="information period in days"
            ),
        ),
        migrations.AddField(
            model_name="call",
            name="notice_number",
            field=models.CharField(
                blank=True, max_length=40, verbose_name="notice number on TenderNed"
            ),
        ),
        migrations.AddField(
            model_name="call",
            name="notice_published_on",
            field=models.DateField(blank=True, null=True, verbose_name="notice published on"),
        ),
        migrations.AddField(
            model_name="call",
            name="notice_sent_on",
            field=models.DateField(blank=True, null=True, verbose_name="notice sent on"),
        ),
        migrations.AddField(
            model_name="calldocument",
            name="change_note",
            field=models.CharField(blank=True, max_length=300, verbose_name="what changed"),
        ),
        migrations.AddField(
            model_name="calldocument",
            name="dropped_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="calldocument",
            name="number",
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AddField(
            model_name="calldocument",
            name="replaces",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replaced_by",
                to="calls.calldocument",
            ),
        ),
        migrations.AddField(
            model_name="callversion",
            name="cause",
            field=models.CharField(
                choices=[
                    ("publication", "publication of the call"),
                    ("amendment", "amendment"),
                    ("extension", "later deadline"),
                    ("outage", "later deadline after an outage"),
                ],
                default="publication",
                max_length=11,
            ),
        ),
        migrations.AddField(
            model_name="callversion",
            name="reason",
            field=models.TextField(blank=True),
        ),
        migrations.RunSQL(WHY, migrations.RunSQL.noop),
    ]
