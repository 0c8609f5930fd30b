"""The register of what is kept: the categories that the rooms declare, put together."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.kept import CATEGORIES as OF_APPLICATIONS
from archive.kept import CATEGORIES as OF_ARCHIVE
from assessment.kept import CATEGORIES as OF_ASSESSMENT
from awards.kept import CATEGORIES as OF_AWARDS
from calls.kept import CATEGORIES as OF_CALLS
from funnel.kept import CATEGORIES as OF_FUNNEL
from portal.keeping import Category, Term
from portal.kept import CATEGORIES as OF_PORTAL
from portal.spreadsheets import csv_line

CATEGORIES: list[Category] = [
    *OF_PORTAL,
    *OF_CALLS,
    *OF_APPLICATIONS,
    *OF_ASSESSMENT,
    *OF_AWARDS,
    *OF_FUNNEL,
    *OF_ARCHIVE,
]
OF_DEMO = "demo"  # invented people need no register
APART = {"accounts.User", "files.StoredFile"}  # a field that points here is a person or a file


def category(code: str) -> Category:
    """One category. Raises KeyError."""
    return {each.code: each for each in CATEGORIES}[code]


def needs_a_category(field: "models.Field[Any, Any]") -> bool:
    """Whether a field holds text, data, bytes, a file or a person."""
    if isinstance(field, models.ForeignKey):
        return field.related_model._meta.label in APART
    if isinstance(field, models.CharField):
        return not field.choices
    return isinstance(field, models.TextField | models.JSONField | models.BinaryField)


def fields_that_are_kept() -> Iterator[str]:
    """Each field that some category must name, as `app.Model.field`."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.app_label == OF_DEMO:
            continue
        for field in model._meta.concrete_fields:
            if needs_a_category(field):
                yield f"{model._meta.label}.{field.name}"


def declared(categories: Iterable[Category]) -> Counter[str]:
    """How often each field is named."""
    return Counter(
        f"{model}.{name}"
        for each in categories
        for model, names in each.holds.items()
        for name in names.split()
    )


def term_text(term: Term) -> str:
    """`3 years after the letters went out`."""
    if term.years:
        length = ngettext("%(n)s year", "%(n)s years", term.years) % {"n": term.years}
    else:
        length = ngettext("%(n)s day", "%(n)s days", term.days) % {"n": term.days}
    return _("%(length)s after %(event)s") % {"length": length, "event": term.trigger.label}


def how_long(each: Category) -> list[str]:
    """Until when something stays, a line for each term."""
    return [term_text(term) for term in each.terms] or [str(each.stays_until)]


def rows(*, is_whole: bool = False) -> list[dict[str, Any]]:
    """What the pages show of each category; the public reads nothing of technical lists."""
    shown = [each for each in CATEGORIES if is_whole or each.code != "technical"]
    return [{"category": each, "how_long": how_long(each)} for each in shown]


def as_csv() -> Iterator[str]:
    """The whole register for a spreadsheet: a line of names, a line for each category."""
    yield "\ufeff"  # without it a spreadsheet takes the accents for something else
    yield csv_line(
        [_("Code"), _("Category"), _("What is kept"), _("About whom"), _("What for"), _("Ground"),
         _("Rule"), _("How long"), _("How it goes"), _("Who sees it"), _("Who gets it"),
         _("Fields")]
    )  # fmt: skip
    for each in CATEGORIES:
        fields = "; ".join(f"{model}: {names}" for model, names in each.holds.items())
        yield csv_line(
            [each.code, each.title, each.data, each.people, each.purpose, each.ground.label,
             each.basis, "; ".join(how_long(each)), each.way.label, each.seen_by, each.given_to,
             fields]
        )  # fmt: skip
