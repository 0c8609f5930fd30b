"""The page that shows every recurring piece with its states, on invented figures."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

NOW = datetime(2026, 8, 28, 9, 30, tzinfo=UTC)
CLOSES = datetime(2026, 8, 31, 10, 0, tzinfo=UTC)
HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
STATES = ("draft", "open", "in_review", "completed", "withdrawn")
SECTION_STATES = ("complete", "incomplete", "untouched")


class OverviewForm(forms.Form):
    """One field of each kind, so that each can be seen with and without an error."""

    title = forms.CharField(label=_("Title"), help_text=_("At most ten words."), max_length=100)
    summary = forms.CharField(
        label=_("Public summary"),
        help_text=_("This text becomes public when you win."),
        widget=forms.Textarea(attrs={"data-word-limit": "150", "rows": 6}),
    )
    price = forms.DecimalField(
        label=_("Price incl. VAT"),
        decimal_places=2,
        max_value=Decimal("50000.00"),
        localize=True,
        widget=forms.TextInput(attrs={"class": "input-money", "inputmode": "decimal"}),
    )
    kind = forms.ChoiceField(
        label=_("Kind of organisation"),
        choices=[("company", _("Company")), ("institute", _("Knowledge institution"))],
        widget=forms.RadioSelect,
    )
    field_of_work = forms.ChoiceField(
        label=_("Field"), choices=[("", "---"), ("bridges", _("Bridges"))], required=False
    )
    plan = forms.FileField(label=_("Project plan (PDF)"), required=False)
    agrees = forms.BooleanField(label=_("We accept the model contract"))


def overview(request: HttpRequest) -> HttpResponse:
    """Show the overview; reading it changes nothing and needs no data."""
    return render(request, "components/overview.html", overview_context())


def overview_context() -> dict[str, Any]:
    """Return the invented figures of the overview. Money in euro incl. VAT."""
    typed = {"wrong-price": "50000.01", "wrong-title": "Liggers met een tweede leven"}
    return {
        "now": NOW,
        "closes": CLOSES,
        "far": CLOSES + timedelta(days=200),
        "over": NOW - timedelta(days=4),
        "states": STATES,
        "form": OverviewForm(),
        "wrong": OverviewForm(typed, prefix="wrong"),
        "moments": _moments(),
        "offers": _offers(),
        "rows": _ranking(),
        "budget": Decimal(100000),
        "grid": _grid(),
        "stages": _stages(),
        "actions": _actions(),
        "sections": _sections(),
        "files": _files(),
        "events": _events(),
        "hash": HASH,
        "amount": Decimal("50000"),
        "odd_amount": Decimal("49999.99"),
    }


def _moments() -> list[dict[str, Any]]:
    return [
        {"label": _("Call published"), "at": date(2026, 6, 15)},
        {"label": _("Last day for questions"), "at": date(2026, 8, 17)},
        {"label": _("Offers close"), "at": CLOSES, "note": _("before 12:00")},
        {"label": _("Letters sent"), "at": date(2026, 10, 12)},
    ]


def _offers() -> list[dict[str, Any]]:
    rows = (
        ("SBIR26-XX-014", "Oogst & Ligger B.V.", "submitted", _("Sent"), 0, "49999.99"),
        ("SBIR26-XX-021", "Tweede Leven Beton", "draft", _("Draft"), 7, "8750.00"),
        ("SBIR26-XX-032", "Çelik Constructies", "withdrawn", _("Withdrawn"), 3, "50000.00"),
    )
    return [
        {
            "reference": reference,
            "company": company,
            "state": state,
            "word": word,
            "closes": CLOSES + timedelta(days=later),
            "price": Decimal(price),
        }
        for reference, company, state, word, later, price in rows
    ]


def _ranking() -> list[dict[str, Any]]:
    names = ("Oogst & Ligger B.V.", "Tweede Leven Beton", "Houtbrug Collectief", "Noorderboog")
    return [
        {
            "rank": rank,
            "label": name,
            "score": Decimal("8.55") - Decimal("0.4") * rank,
            "amount": Decimal(50000),
            "is_funded": rank <= 2,
        }
        for rank, name in enumerate(names, start=1)
    ]


def _grid() -> dict[str, Any]:
    return {
        "members": ["Bakker", "De Wit", "Çelik", "Van Dijk", "Jansen"],
        "scale_min": 1,
        "scale_max": 10,
        "criteria": [
            {
                "label": _("Impact"),
                "weight": 40,
                "threshold": 5,
                "scores": [7, 8, 8, 7, 8],
                "consensus": 8,
            },
            {
                "label": _("Technological feasibility"),
                "weight": 30,
                "threshold": 5,
                "scores": [4, 9, 6, 7, 6],
                "consensus": None,
            },
            {
                "label": _("Economic perspective"),
                "weight": 30,
                "threshold": 5,
                "scores": [6, None, None, 7, None],
                "consensus": None,
            },
        ],
    }


def _stages() -> list[dict[str, Any]]:
    labels = (
        _("Offers"),
        _("Admissible"),
        _("Awarded"),
        _("Delivered"),
        _("Prototype"),
        _("Bought"),
    )
    counts = (32, 30, 10, 10, 3, 1)
    amounts = (Decimal(1600000), None, Decimal(500000), None, Decimal(3000000), None)
    return [
        {"label": label, "count": count, "amount": amount}
        for label, count, amount in zip(labels, counts, amounts, strict=True)
    ]


def _actions() -> list[dict[str, Any]]:
    return [
        {
            "label": _("Check and send"),
            "url": "#",
            "is_primary": True,
            "explanation": _("You can change it again until the deadline."),
        },
        {"label": _("Ask a question"), "url": "#"},
        {"label": _("Withdraw"), "blocked_because": _("Nothing has been sent yet.")},
    ]


def _sections() -> list[dict[str, Any]]:
    labels = (_("Summary"), _("Costs"), _("Partners"))
    missing: tuple[list[Any], ...] = ([], [_("€ 0,01 above the maximum of € 50.000,00")], [])
    return [
        {
            "label": label,
            "url": "#",
            "state": state,
            "missing": lack,
            "current": state == "incomplete",
        }
        for label, state, lack in zip(labels, SECTION_STATES, missing, strict=True)
    ]


def _files() -> list[dict[str, Any]]:
    return [
        {
            "name": "projectplan.pdf",
            "size": 1_843_200,
            "sha256": HASH,
            "state": "ready",
            "url": "#",
        },
        {"name": "planning.pdf", "size": 20_480, "state": "checking"},
        {
            "name": "begroting.pdf",
            "size": 20_480,
            "state": "refused",
            "note": _("This file holds a virus."),
        },
    ]


def _events() -> list[dict[str, Any]]:
    return [
        {"at": NOW - timedelta(hours=1), "who": "Şeyma Ünal", "what": _("Offer sent")},
        {
            "at": NOW - timedelta(days=2),
            "who": "IJsbrand de Wit",
            "what": _("Costs changed"),
            "detail": _("from € 50.000,01 to € 50.000,00"),
        },
    ]
