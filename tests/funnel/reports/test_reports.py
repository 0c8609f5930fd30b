"""Reports on schedule: made once, run again to the same figures, and frozen when published."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.urls import reverse

from awards.models import DecisionSet
from calls.models import Call, Phase
from funnel.external import services as outside
from funnel.reports import figures, pages, services
from funnel.reports.models import Publication, Report, ReportPlan
from funnel.reports.periods import Period, last_finished
from portal import pdf
from portal.audit.models import AuditEvent
from portal.clock import portal_now, portal_today
from portal.files import store
from portal.mail.models import OutgoingMail
from portal.workflow import TransitionRefused
from tests.awards.stages import make_phase
from tests.cast import Cast, client_of
from tests.funnel.external.test_telling import told


def planned(cast: Cast, *, recipients: Any = (), **more: Any) -> ReportPlan:
    plan = ReportPlan(title="Alle oproepen", every="quarter", **more)
    return services.plan_report(plan, recipients=recipients, by=cast.analyst)


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """A PDF takes half a second: tests of other rules keep the words without laying them out."""

    def words(_plan: ReportPlan, _period: Period, **_more: Any) -> bytes:
        return b"%PDF-1.7"

    monkeypatch.setattr(services.documents, "report_pdf", words)
    monkeypatch.setattr(services.documents, "expected_in", lambda *_all: {})
    monkeypatch.setattr(pdf, "text_of", lambda _content: "")


def made(cast: Cast, plan: ReportPlan | None = None) -> Report:
    services.make_due()
    return Report.objects.get(plan=plan or ReportPlan.objects.get())


def offers_in(report: Report) -> Any:
    return pages.totals(report.data)["offers"]


def test_report_says_its_reference_date_definitions_and_vat(cast: Cast) -> None:
    """The PDF has its figures, its moment and its words, and is the same when it is drawn again."""
    outside.register(told(cast.rws), by=cast.analyst)
    planned(cast)
    report = made(cast)
    text = pdf.text_of(b"".join(store.read(report.file)))
    for words in ("Peildatum", "Alle oproepen", "inclusief btw", "exclusief btw", "mediaan",
                  report.sha256[:20], "12"):  # fmt: skip
        assert words in text, words
    assert pdf.text_of(services.run_again(report)) == text


def test_later_change_leaves_a_published_edition_as_it_is(cast: Cast, drawn: None) -> None:
    """Frozen: figures, hash and file stay, the database refuses a change, a later one is beside."""
    outside.register(told(cast.rws, offers=12), by=cast.analyst)
    planned(cast)
    report = made(cast)
    publication = services.publish(report, by=cast.analyst)
    before = pages.tables(report.data)
    outside.register(told(cast.rws, offers=13), by=cast.analyst)
    later = services.make_anew(report, by=cast.analyst)
    report = Report.objects.get(pk=report.pk)
    assert (offers_in(report), offers_in(later)) == (12, 13)
    assert (report.number, later.number) == (1, 2)
    assert pages.tables(report.data) == before
    assert services.is_sound(report)
    assert publication.sha256 == report.sha256 != later.sha256
    for row in (report, publication):
        with pytest.raises(DatabaseError), transaction.atomic():
            type(row).objects.filter(pk=row.pk).update(sha256="0" * 64)
    with pytest.raises(DatabaseError), transaction.atomic():
        report.delete()
    with pytest.raises(TransitionRefused):
        services.publish(report, by=cast.analyst)
    [line] = AuditEvent.objects.filter(action="publish_figure_report")
    assert line.data["sha256"] == report.sha256


def test_same_reference_date_makes_the_same_figures(cast: Cast, drawn: None) -> None:
    """Collected twice at one moment they are equal to the last byte; of the kept ones, always."""
    outside.register(told(cast.rws), by=cast.analyst)
    planned(cast)
    report = made(cast)
    period = Period(report.starts_on, report.ends_on)
    again = figures.collect("", period, report.reference_at)
    assert figures.fingerprint(again) == report.sha256
    report.data["totals"]["calls"] += 1
    with pytest.raises(TransitionRefused):
        services.run_again(report)


def test_period_is_reported_once_and_mailed_as_a_link(cast: Cast, drawn: None) -> None:
    plan = planned(cast, recipients=[cast.analyst, cast.officer])
    assert [services.make_due(), services.make_due()] == [1, 0]
    mail = OutgoingMail.objects.get(kind="report_made")
    report = plan.reports.get()
    assert mail.recipient == cast.analyst  # the officer is no analyst
    assert reverse("reports:report", args=[report.uuid]) in mail.body
    assert report.sha256 not in mail.body
    assert (report.starts_on, report.ends_on) == (
        last_finished("quarter", portal_today()).starts_on,
        last_finished("quarter", portal_today()).ends_on,
    )


def test_report_that_fails_keeps_no_other_back(
    cast: Cast, drawn: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned(cast, query="q=%00")
    whole = planned(cast)
    collect = figures.collect

    def fails_once(query: str, *more: Any) -> Any:
        if query:
            raise ValueError("broken")
        return collect(query, *more)

    monkeypatch.setattr(figures, "collect", fails_once)
    assert services.make_due() == 1
    assert Report.objects.get().plan == whole


def test_stopped_report_is_not_made_any_more(cast: Cast, drawn: None) -> None:
    plan = planned(cast)
    services.end_plan(plan, by=cast.analyst)
    assert services.make_due() == 0
    with pytest.raises(TransitionRefused):
        services.end_plan(plan, by=cast.analyst)


def test_what_happened_in_the_period_is_counted_by_its_moments(cast: Cast) -> None:
    phase, now = make_phase(cast), portal_now()
    period = last_finished("month", now.date())
    Phase.objects.filter(pk=phase.pk).update(
        opens_at=period.begin, closes_at=period.end - timedelta(seconds=1)
    )
    DecisionSet.objects.create(
        phase=phase, proposed_by=cast.author, state=DecisionSet.State.RELEASED,
        released_at=period.end,
    )  # fmt: skip
    found = figures.activity(Call.objects.all(), period)
    assert (found["closed"], found["released"], found["bought"]) == (1, 0, 0)


def test_report_is_read_by_analysts_and_once_published_by_officers(cast: Cast, drawn: None) -> None:
    planned(cast)
    report = made(cast)
    names = ("analyst", "officer", "applicant", "auditor")
    url = reverse("reports:report", args=[report.uuid])
    codes = {name: client_of(getattr(cast, name)).get(url).status_code for name in names}
    assert codes == {"analyst": 200, "officer": 404, "applicant": 404, "auditor": 404}
    with pytest.raises(PermissionDenied):
        services.publish(report, by=cast.officer)
    client_of(cast.analyst).post(reverse("reports:publish", args=[report.uuid]))
    assert Publication.objects.filter(report=report, sha256=report.sha256).exists()
    codes = {name: client_of(getattr(cast, name)).get(url).status_code for name in names}
    assert codes == {"analyst": 200, "officer": 200, "applicant": 404, "auditor": 404}
    page = client_of(cast.officer).get(reverse("reports:reports")).content.decode()
    assert "Alle oproepen" in page
    assert client_of(cast.officer).get(url + "pdf/").status_code == 200


def test_selection_of_the_figures_becomes_a_report(cast: Cast) -> None:
    client, url = client_of(cast.analyst), reverse("reports:plan")
    page = client.get(url, {"q": "sloot", "state": "onzin"})
    assert page.context["chosen"][0][1] == "sloot"
    data = {"title": "Sloten", "every": "month", "query": "q=sloot&state=onzin",
            "recipients": [str(cast.analyst.uuid)]}  # fmt: skip
    assert client.post(url, data).status_code == 302
    plan = ReportPlan.objects.get()
    assert (plan.query, plan.organisation) == ("q=sloot", cast.rvo)
    assert list(plan.recipients.all()) == [cast.analyst]
    wrong = client.post(url, {"every": "day", "recipients": [str(cast.officer.uuid)]})
    assert set(wrong.context["form"].errors) == {"title", "every", "recipients"}
