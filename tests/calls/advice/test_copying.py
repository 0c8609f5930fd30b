"""A new call from an earlier one: what comes along, what does not, and what is to be checked."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from calls import services
from calls.advice.copying import copy_call, open_again, to_look_at
from calls.checklist import gaps_of
from calls.known_facts import KnownFacts
from calls.models import Call, Phase, Theme
from calls.places import fill, places_in
from portal.audit.models import AuditEvent
from portal.clock import portal_now
from portal.files.store import read
from tests.calls.conftest import whole_terms
from tests.cast import client_of


def copied(source, cast, **changes):
    given = {"authority": cast.rws, "reference": "SBIR27-KOPIE", "title": "Kopie",
             "by": cast.author} | changes  # fmt: skip
    return copy_call(source, **given)


def test_texts_criteria_forms_documents_and_themes_come_along(whole, cast):
    terms = {"themes": [{"code": "A", "title": "Beton"}]}
    services.update_call(whole, by=cast.author, terms=terms, version=whole.version)
    phase = whole.phases.get(kind="feasibility")
    phase.criteria.filter(code="impact").update(weight=55, guidance="Let op het geheel.")
    call = copied(whole, cast)
    assert call.summary == whole.summary
    assert call.sections == whole.sections
    assert [theme.title for theme in call.themes.all()] == ["Beton"]
    new = call.phases.get(kind="feasibility")
    assert new.form == phase.form
    impact = new.criteria.get(code="impact")
    assert (impact.weight, impact.guidance) == (55, "Let op het geheel.")
    (document,) = call.documents.all()
    assert (document.kind, document.file) == ("model_contract", whole.documents.get().file)
    assert b"".join(read(document.file)) == b"%PDF-1.7 model"


def test_dates_keys_and_people_stay_behind(whole, cast):
    services.update_call(whole, by=cast.officer, terms={"title": "Zo"}, version=whole.version)
    assert whole.key_holders.count() == 3
    assert whole.phases.exclude(public_key=None).exists()
    call = copied(whole, cast)
    assert call.state == Call.State.DRAFT
    assert not call.phases.exclude(opens_at=None, closes_at=None, public_key=None).exists()
    assert not call.key_holders.exists()
    assert [role.user for role in call.roles.all()] == [cast.author]
    assert not call.versions.exists()


def test_money_comes_along_and_is_to_be_checked(whole, cast):
    call = copied(whole, cast)
    phase = call.phases.get(kind="feasibility")
    assert phase.pots.get().budget_incl_vat == Decimal("500000.00")
    assert phase.cap_incl_vat == Decimal("50000.00")
    assert phase.money_to_check
    messages = [gap.message for gap in gaps_of(call, portal_now())]
    assert any("bedragen" in message for message in messages)


def test_saving_the_amounts_says_that_they_were_checked(whole, cast):
    call = copied(whole, cast)
    phases = whole_terms()["phases"]
    services.update_call(call, by=cast.author, terms={"phases": phases}, version=call.version)
    assert not call.phases.filter(money_to_check=True).exists()


def test_changing_something_else_does_not_check_the_amounts(whole, cast):
    call = copied(whole, cast)
    terms = {"title": "Anders", "phases": [{"code": "feasibility", "planned_awards": 3}]}
    services.update_call(call, by=cast.author, terms=terms, version=call.version)
    assert call.phases.get(kind="feasibility").money_to_check


def test_budgets_of_themes_come_along(whole, cast):
    phase = whole.phases.get(kind="feasibility")
    theme = Theme.objects.create(call=whole, code="B", title="Staal")
    phase.pots.create(theme=theme, budget_incl_vat="120000.00")
    call = copied(whole, cast)
    pot = call.phases.get(kind="feasibility").pots.get(theme__code="B")
    assert pot.budget_incl_vat == Decimal("120000.00")
    assert pot.theme.call == call


def test_anybody_who_buys_may_begin_from_a_published_call(published, cast):
    call = copied(published, cast, authority=cast.province, by=cast.outsider)
    assert call.contracting_authority == cast.province
    assert call.executing_agency is None  # its officers would get rights on this call


def test_of_a_published_call_only_what_is_public_comes_along(published, cast):
    """What was changed after publication and is not published yet stays with its authors."""
    Call.objects.filter(pk=published.pk).update(summary="Nog geheim")
    published.documents.create(
        kind="annex", title="Nog geheim", file=_other_file(cast), file_name="geheim.pdf"
    )
    call = copied(Call.objects.get(pk=published.pk), cast, authority=cast.province,
                  by=cast.outsider)  # fmt: skip
    assert call.summary != "Nog geheim"
    assert [document.title for document in call.documents.all()] == ["Modelovereenkomst"]


def _other_file(cast):
    from portal.files import store  # noqa: PLC0415

    return store.save_bytes(b"%PDF-1.7 geheim", "application/pdf", by=cast.author)


@pytest.mark.parametrize("state", [Call.State.DRAFT, Call.State.IN_REVIEW])
def test_an_unpublished_call_is_copied_by_its_own_officers_only(whole, cast, state):
    Call.objects.filter(pk=whole.pk).update(state=state)
    source = Call.objects.get(pk=whole.pk)
    with pytest.raises(PermissionDenied):
        copied(source, cast, authority=cast.province, by=cast.outsider)
    assert copied(source, cast, by=cast.officer).copied_from.source == source


@pytest.mark.parametrize("person", ["applicant", "analyst", "escrow", "operator", "auditor"])
def test_whoever_does_not_buy_cannot_copy(published, cast, person):
    with pytest.raises(PermissionDenied):
        copied(published, cast, by=getattr(cast, person))


def test_nobody_copies_into_another_authority(published, cast):
    with pytest.raises(PermissionDenied):
        copied(published, cast, by=cast.outsider)


def test_copying_is_on_record(published, cast):
    call = copied(published, cast)
    line = AuditEvent.objects.get(action="copy_call")
    assert (line.call_ref, line.data["source"]) == (call.reference, published.reference)


STANDARD = "- Sluiting: [datum], vóór [tijdstip] uur (Amsterdamse tijd)\n- [tweede kenmerk]"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- Sluiting: 31 augustus 2026, vóór 12.00 uur (Amsterdamse tijd)",
         "- Sluiting: [datum], vóór [tijdstip] uur (Amsterdamse tijd)"),
        ("- Sluiting: zo snel mogelijk", "- Sluiting: zo snel mogelijk"),
        ("- licht en herbruikbaar", "- licht en herbruikbaar"),
    ],
)  # fmt: skip
def test_days_in_standard_sentences_are_asked_again(text, expected):
    assert open_again(text, STANDARD) == expected


def test_what_does_not_change_from_call_to_call_stays_filled_in():
    standard = "Dit duurt [aantal] maanden en begint op [datum]."
    text = "Dit duurt zes maanden en begint op 1 mei 2026."
    assert open_again(text, standard) == "Dit duurt zes maanden en begint op [datum]."


def test_a_filled_in_standard_call_asks_its_days_and_amounts_again(draft, cast):
    facts = KnownFacts(draft)
    filled = [
        section | {"text": fill(section["text"], {
            place.number: facts.proposal(section["code"], place) or "31 augustus 2026"
            for place in places_in(section["text"])
        })}
        for section in draft.sections
    ]  # fmt: skip
    services.update_call(draft, by=cast.author, terms={"sections": filled}, version=draft.version)
    source = Call.objects.get(pk=draft.pk)
    assert not any(places_in(section["text"]) for section in source.sections)
    call = copied(source, cast)
    asked = {place.asked for section in call.sections for place in places_in(section["text"])}
    assert {"datum", "datum en tijdstip", "bedrag", "Naam van de aanbestedende dienst"} <= asked
    assert "eis" not in asked


def test_what_still_names_a_day_or_the_other_authority_is_told(published, cast):
    sections = [
        {"code": "a", "title": "Planning", "text": "Op 1 mei 2026 beginnen wij."},
        {"code": "b", "title": "Wie", "text": "Rijkswaterstaat vraagt dit."},
        {"code": "c", "title": "Rest", "text": "Niets bijzonders."},
    ]
    call = copied(published, cast, authority=cast.province, by=cast.outsider)
    call.sections = sections
    call.save()
    assert to_look_at(call, published) == ["Planning", "Wie"]


def test_page_begins_the_call_and_says_what_to_check(published, cast):
    url = reverse("advice:copy", args=[published.reference])
    data = {"authority": cast.province.pk, "reference": "PROV27-BRUG", "title": "Onze brug"}
    answer = client_of(cast.outsider).post(url, data, follow=True)
    page = answer.content.decode()
    assert Call.objects.get(reference="PROV27-BRUG").title == "Onze brug"
    assert published.reference in page
    assert "De bedragen zijn overgenomen" in page


@pytest.mark.parametrize("change", [{"reference": "SBIR26-HEEL"}, {"reference": "met spatie"},
                                    {"title": ""}, {"reference": "beheer"}])  # fmt: skip
def test_wrong_names_are_told_and_nothing_is_made(published, cast, change):
    url = reverse("advice:copy", args=[published.reference])
    data = {"authority": cast.province.pk, "reference": "PROV27-BRUG", "title": "Onze brug"}
    assert client_of(cast.outsider).post(url, data | change).status_code == 200
    assert Call.objects.count() == 1


def test_list_shows_published_calls_and_own_drafts(published, cast, draft):
    url = reverse("advice:copy-choose")
    mine = client_of(cast.author).get(url).content.decode()
    assert published.reference in mine
    assert draft.reference in mine
    theirs = client_of(cast.outsider).get(url).content.decode()
    assert published.reference in theirs
    assert draft.reference not in theirs
    found = client_of(cast.author).get(f"{url}?q=bestaat+niet").content.decode()
    assert published.reference not in found


def test_list_takes_one_number_of_queries(published, cast):
    client, url = client_of(cast.author), reverse("advice:copy-choose")
    counts = []
    for number in range(3):
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        counts.append(len(queries))
        copied(published, cast, reference=f"SBIR27-K{number}")
    assert len(set(counts)) == 1


def test_dates_of_an_old_call_are_no_gap_of_the_new_one_twice(whole, cast):
    """The window of the old call is not mistaken for that of the new one."""
    Phase.objects.filter(call=whole, kind="feasibility").update(
        opens_at=datetime(2020, 1, 1, tzinfo=UTC), closes_at=datetime(2020, 2, 1, tzinfo=UTC)
    )
    call = copied(whole, cast)
    assert call.phases.get(kind="feasibility").opens_at is None
