import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import portal.models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("calls", "0070_questions_until"),
        ("files", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Notice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.PositiveSmallIntegerField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "being written"),
                            ("in_review", "with a colleague"),
                            ("approved", "approved, is being made"),
                            ("published", "published"),
                        ],
                        default="draft",
                        max_length=9,
                    ),
                ),
                (
                    "intro",
                    models.TextField(blank=True, max_length=4000, verbose_name="introduction"),
                ),
                ("is_substantial", models.BooleanField(default=False)),
                ("remarks", models.TextField(blank=True)),
                ("drafted_at", models.DateTimeField(db_default=portal.models.PortalNow())),
                ("published_at", models.DateTimeField(null=True)),
                ("content", models.JSONField(null=True)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                (
                    "approved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="calls.call",
                    ),
                ),
                (
                    "pdf",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                    ),
                ),
                (
                    "phase",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="calls.phase",
                    ),
                ),
            ],
            options={
                "ordering": ["number", "id"],
            },
        ),
        migrations.CreateModel(
            name="Announcement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("title", models.CharField(max_length=160, verbose_name="title")),
                ("text", models.TextField(max_length=4000, verbose_name="text")),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="calls.call",
                    ),
                ),
                (
                    "phase",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="calls.phase",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="announcements",
                        to="clarification.notice",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="NoticeAuthor",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="authors",
                        to="clarification.notice",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "open"),
                            ("assigned", "assigned"),
                            ("answered", "answer is ready"),
                            ("in_notice", "in a notice"),
                            ("published", "published"),
                            ("delivered", "answered to the asker alone"),
                            ("returned", "waits for the asker"),
                            ("merged", "taken together with another"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="open",
                        max_length=9,
                    ),
                ),
                ("about", models.CharField(blank=True, max_length=200)),
                ("asked_subject", models.CharField(max_length=160)),
                ("asked_text", models.TextField()),
                ("asked_on", models.DateField()),
                ("is_late", models.BooleanField(default=False)),
                ("is_confidential", models.BooleanField(default=False)),
                ("confidential_because", models.TextField(blank=True)),
                ("own_number", models.CharField(blank=True, max_length=10)),
                ("returned_because", models.TextField(blank=True)),
                ("subject", models.CharField(max_length=160, verbose_name="subject")),
                ("text", models.TextField(verbose_name="question as published")),
                ("answer", models.TextField(blank=True, verbose_name="answer")),
                (
                    "withheld_because",
                    models.TextField(blank=True, verbose_name="what is left out, and why"),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("number", models.PositiveIntegerField(null=True)),
                ("told_at", models.DateTimeField(null=True)),
                (
                    "assigned_to",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assigned_questions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="questions",
                        to="calls.call",
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="duplicates",
                        to="clarification.question",
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="questions",
                        to="clarification.notice",
                    ),
                ),
                (
                    "phase",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="questions",
                        to="calls.phase",
                    ),
                ),
            ],
            options={
                "ordering": ["asked_on", "uuid"],
            },
        ),
        migrations.CreateModel(
            name="Asker",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("sealed", models.BinaryField()),
                ("finder", models.BinaryField(db_index=True)),
                (
                    "question",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="clarification.question",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="QuestionAuthor",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="authors",
                        to="clarification.question",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(
                fields=("call", "number"), name="notice_numbered_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "published"), _negated=True),
                    models.Q(
                        ("content__isnull", False),
                        ("number__isnull", False),
                        ("pdf__isnull", False),
                        ("published_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="notice_is_whole_when_published",
            ),
        ),
        migrations.AddConstraint(
            model_name="noticeauthor",
            constraint=models.UniqueConstraint(
                fields=("notice", "user"), name="notice_author_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.UniqueConstraint(
                fields=("call", "number"), name="question_numbered_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.UniqueConstraint(
                condition=models.Q(("own_number", ""), _negated=True),
                fields=("own_number",),
                name="question_own_number_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("is_confidential", False), ("own_number", "")),
                    models.Q(
                        ("is_confidential", True),
                        ("notice", None),
                        ("number", None),
                        models.Q(("own_number", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="question_in_confidence_is_never_in_a_notice",
            ),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("merged_into", None),
                    models.Q(("merged_into", models.F("pk")), _negated=True),
                    _connector="OR",
                ),
                name="question_is_not_its_own_duplicate",
            ),
        ),
        migrations.AddConstraint(
            model_name="questionauthor",
            constraint=models.UniqueConstraint(
                fields=("question", "user"), name="question_author_once"
            ),
        ),
    ]
