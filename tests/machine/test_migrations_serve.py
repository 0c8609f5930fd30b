"""Migrations run while the old version serves: they add, and take away only in a later release.

CONTRIBUTING.md, "Migrations", says how. What was made before that rule stands in a list that only
gets shorter. A migration that takes away what an earlier release has stopped using says so itself:
`contracts = "0.4"`, the release that stopped using it.
"""

from collections.abc import Iterator

import pytest
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.models.functions import Lower

from portal.env import ROOT

BEFORE_THE_RULE = set(
    (ROOT / "tests" / "machine" / "migrations_before_the_rule.txt").read_text().split()
)
TAKES_AWAY = (
    migrations.RemoveField, migrations.DeleteModel, migrations.RenameField, migrations.RenameModel,
    migrations.AlterModelTable,
)  # fmt: skip
WORDS = ("DROP TABLE", "DROP COLUMN", "RENAME TO", "RENAME COLUMN", "SET NOT NULL", "TYPE ")


def dangers(operation: Operation, *, is_new_table: bool = False) -> Iterator[str]:
    """Why the old code would fail, or wait for long, while this runs and after it."""
    if isinstance(operation, TAKES_AWAY):
        yield "takes away or renames what the old code reads"
    elif isinstance(operation, migrations.AddField) and not is_new_table:
        field = operation.field
        by_database = field.has_db_default() or field.generated
        if not (field.null or field.many_to_many or by_database):
            yield "adds a column that the old code does not fill: give it null or db_default"
    elif isinstance(operation, migrations.RunSQL):
        sql = str(operation.sql).upper()
        if any(word in sql for word in WORDS if "ALTER TABLE" in sql or word.startswith("DROP")):
            yield "changes a table by hand"


def found() -> dict[str, list[str]]:
    """Every migration of ours that does so, and why."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    ours = {
        key: migration
        for key, migration in loader.disk_migrations.items()
        if migration.__module__.split(".")[0]
        in {"portal", "calls", "applications", "assessment", "awards", "funnel", "archive"}
    }
    result = {}
    for (app, name), migration in ours.items():
        made = {
            operation.name.lower()
            for operation in migration.operations
            if isinstance(operation, migrations.CreateModel)
        }
        reasons = [
            reason
            for operation in migration.operations
            for reason in dangers(
                operation, is_new_table=getattr(operation, "model_name_lower", "") in made
            )
        ]
        if reasons and not getattr(migration, "contracts", ""):
            result[f"{app}.{name}"] = reasons
    return result


def test_no_new_migration_breaks_the_version_that_serves() -> None:
    new = {name: why for name, why in found().items() if name not in BEFORE_THE_RULE}
    assert not new, f"see CONTRIBUTING.md, Migrations: {new}"


def test_list_of_old_ones_only_gets_shorter() -> None:
    assert found().keys() >= BEFORE_THE_RULE


@pytest.mark.parametrize(
    "operation",
    [
        migrations.RemoveField("call", "title"),
        migrations.RenameField("call", "title", "name"),
        migrations.DeleteModel("Call"),
        migrations.AddField("call", "x", models.CharField(max_length=5, default="")),
        migrations.RunSQL("ALTER TABLE calls_call DROP COLUMN title"),
    ],
)
def test_what_would_break_it_is_seen(operation: Operation) -> None:
    """The control. Django's own default fills rows once, and is no default of the table."""
    assert list(dangers(operation))


@pytest.mark.parametrize(
    "operation",
    [
        migrations.AddField("call", "x", models.CharField(max_length=5, db_default="")),
        migrations.AddField("call", "x", models.DateTimeField(null=True)),
        migrations.AddField(
            "call",
            "x",
            models.GeneratedField(
                expression=Lower("title"), output_field=models.TextField(), db_persist=True
            ),
        ),
        migrations.RunSQL("CREATE INDEX CONCURRENTLY x ON calls_call (title)"),
    ],
)
def test_what_only_adds_is_not_seen(operation: Operation) -> None:
    assert not list(dangers(operation))
