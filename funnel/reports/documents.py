"""A report as PDF, with its picture: drawn of the figures that were kept."""

from datetime import datetime
from typing import Any

from django.utils import translation
from django.utils.safestring import mark_safe

from funnel import drawing
from funnel.reports import pages
from funnel.reports.models import ReportPlan
from funnel.reports.periods import Period
from portal import pdf
from portal.look.wording import day_text, moment_text
from portal.theming.letter_head import letter_head

TEMPLATE = "pdf/report.html"
LANGUAGE = "nl"  # ministries and parliament read Dutch


def report_pdf(
    plan: ReportPlan,
    period: Period,
    *,
    number: int,
    at: datetime,
    data: dict[str, Any],
    sha256: str,
) -> bytes:
    """The bytes. The same figures make the same report, however often it is drawn."""
    with translation.override(LANGUAGE):
        steps = pages.steps(data)
        title = f"{plan.title}, {period_text(period)}"
        context = {
            "plan": plan,
            "title": title,
            "period": period_text(period),
            "number": number,
            "reference_at": at,
            "selection": data["selection"],
            "tables": pages.tables(data),
            # Made of numbers and of our own words, escaped by its template.
            "picture": mark_safe(drawing.svg(steps, title=title)) if steps else "",  # noqa: S308
            "sha256": sha256,
            "sender": letter_head(plan.organisation),
        }
    return pdf.render(TEMPLATE, context, LANGUAGE)


def expected_in(plan: ReportPlan, period: Period, at: datetime) -> dict[str, str]:
    """What the PDF must say, by a word for it."""
    with translation.override(LANGUAGE):
        return {
            "title": plan.title,
            "period": period_text(period),
            "reference date": moment_text(at, seconds=False),
        }


def period_text(period: Period) -> str:
    """The period in words."""
    return f"{day_text(period.starts_on)} – {day_text(period.ends_on)}"
