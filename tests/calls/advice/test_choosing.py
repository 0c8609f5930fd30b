"""From the questions to a call with its justification."""

from decimal import Decimal
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.urls import reverse
from django.utils.html import escape
from pypdf import PdfReader

from calls.advice import services
from calls.advice.models import Consideration, Justification
from calls.advice.rules import book
from calls.instruments import instruments
from calls.models import Call
from portal.audit.models import AuditEvent
from portal.workflow import TransitionRefused
from tests.calls.advice.stages import BRIDGES
from tests.cast import client_of

NEW = {"reference": "SBIR26-NIEUW", "title": "Nieuwe bruggen", "summary": "Wij zoeken bruggen."}


def considered(cast, **changes):
    return services.consider(answers=BRIDGES | changes, authority=cast.rws, by=cast.author)


def typed(cast, **changes):
    """The answers as the form posts them."""
    amounts = {"rd_excl_vat": "3.000.000", "purchases_excl_vat": "0"}
    return BRIDGES | {"authority": cast.rws.pk} | amounts | changes


def test_answers_lead_to_a_page_with_the_suggestion(cast):
    answer = client_of(cast.author).post(reverse("advice:adviser"), typed(cast))
    made = Consideration.objects.get()
    assert answer["Location"] == reverse("advice:consideration", args=[made.uuid])
    assert made.suggested == "sbir"
    assert Decimal(made.answers["rd_excl_vat"]) == Decimal("3000000.00")
    page = client_of(cast.author).get(answer["Location"]).content.decode()
    assert "SBIR past het best" in page
    assert reverse("advice:start", args=[made.uuid, "sbir"]) in page


def test_all_questions_left_open_are_named_at_once_and_nothing_typed_is_lost(cast):
    data = {"authority": cast.rws.pk, "rd_excl_vat": "veel", "market": "no"}
    page = client_of(cast.author).post(reverse("advice:adviser"), data).content.decode()
    assert "Schrijf een bedrag in euro" in page
    assert 'value="veel"' in page
    for question in book()["questions"]:
        if question["code"] != "market":
            assert f'href="#id_{question["code"]}' in page
    assert not Consideration.objects.exists()


@pytest.mark.parametrize("amount", ["0", "0,00", "€ 0", "12.500,50"])
def test_no_money_is_an_answer(cast, amount):
    client_of(cast.author).post(reverse("advice:adviser"), typed(cast, purchases_excl_vat=amount))
    wanted = {"12.500,50": Decimal("12500.50")}.get(amount, Decimal("0.00"))
    assert Decimal(Consideration.objects.get().answers["purchases_excl_vat"]) == wanted


@pytest.mark.parametrize("change", [{"market": "misschien"}, {"rd_excl_vat": "-5"},
                                    {"time": "'; DROP TABLE"}, {"users": "x" * 9000}])  # fmt: skip
def test_answers_that_do_not_exist_are_refused(cast, change):
    answer = client_of(cast.author).post(reverse("advice:adviser"), typed(cast, **change))
    assert answer.status_code == 200
    assert not Consideration.objects.exists()


def test_an_officer_of_another_authority_may_not_answer_for_this_one(cast):
    answer = client_of(cast.outsider).post(reverse("advice:adviser"), typed(cast))
    assert answer.status_code == 200
    with pytest.raises(PermissionDenied):
        services.consider(answers=BRIDGES, authority=cast.rws, by=cast.outsider)


def test_changing_the_answers_begins_with_what_was_answered(cast):
    made = considered(cast, time="long")
    url = f"{reverse('advice:adviser')}?van={made.uuid}"
    page = client_of(cast.author).get(url).content.decode()
    assert 'value="3.000.000,00"' in page
    assert client_of(cast.author).get(f"{reverse('advice:adviser')}?van=onzin").status_code == 200


def test_page_tells_of_every_instrument_why_it_fits_or_not(cast):
    made = considered(cast, buying="direct", outcome="product")
    url = reverse("advice:consideration", args=[made.uuid])
    page = client_of(cast.author).get(url).content.decode()
    for verdict in made.record["verdicts"]:
        assert verdict["name"]["nl"] in page
        for finding in verdict["findings"]:
            assert escape(finding["text"]["nl"]) in page
        for text in verdict["conditions"].values():
            assert escape(text["nl"]) in page


def test_an_instrument_that_the_portal_lacks_cannot_be_begun(cast):
    made = considered(cast)
    here = {instrument.code for instrument in instruments()}
    page = client_of(cast.author).get(reverse("advice:consideration", args=[made.uuid]))
    for verdict in made.record["verdicts"]:
        url = reverse("advice:start", args=[made.uuid, verdict["instrument"]])
        assert (url in page.content.decode()) == (verdict["instrument"] in here)
        assert client_of(cast.author).get(url).status_code == (
            200 if verdict["instrument"] in here else 404
        )


def test_one_step_from_the_suggestion_to_a_call_with_its_justification(cast):
    made = considered(cast)
    url = reverse("advice:start", args=[made.uuid, "sbir"])
    answer = client_of(cast.author).post(url, NEW)
    call = Call.objects.get(reference=NEW["reference"])
    assert answer["Location"] == reverse("calls:edit", args=[call.reference])
    assert (call.instrument, call.contracting_authority) == ("sbir", cast.rws)
    kept = call.justifications.get()
    assert (kept.consideration, kept.chosen, kept.by) == (made, "sbir", cast.author)
    assert kept.follows_advice
    line = AuditEvent.objects.get(action="justify_instrument")
    assert line.data["suggested"] == "sbir"


def test_another_instrument_than_was_suggested_needs_a_reason(cast):
    made = considered(cast, buying="direct", outcome="product")
    assert made.suggested == "innovation_partnership"
    url = reverse("advice:start", args=[made.uuid, "sbir"])
    assert client_of(cast.author).post(url, NEW).status_code == 200
    assert not Call.objects.exists()
    client_of(cast.author).post(url, NEW | {"reason": "Eerst onderzoek, dan pas kopen."})
    kept = Justification.objects.get()
    assert kept.reason == "Eerst onderzoek, dan pas kopen."
    assert not kept.follows_advice


def test_without_its_reason_nothing_is_kept_either(cast):
    """The service holds the rule as well, and no half call stays behind."""
    made = considered(cast, aid="contribution")
    assert made.suggested == ""
    with pytest.raises(TransitionRefused), transaction.atomic():
        services.start_call(
            made, instrument="sbir", reference="SBIR26-X", terms={"title": "X", "summary": "Y"},
            by=cast.author,
        )  # fmt: skip
    assert not Call.objects.exists()


def test_a_consideration_is_kept_with_a_draft_that_is_there(cast, draft):
    made = considered(cast)
    url = reverse("advice:keep", args=[made.uuid])
    client_of(cast.officer).post(url, {"call": draft.reference, "reason": ""})
    assert draft.justifications.get().by == cast.officer
    page = client_of(cast.author).get(reverse("advice:of-call", args=[draft.reference]))
    assert "SBIR" in page.content.decode()


def test_a_consideration_is_not_kept_with_a_published_call(cast, published):
    with pytest.raises(TransitionRefused):
        services.justify(published, consideration=considered(cast), by=cast.author)


def test_a_consideration_is_not_kept_by_somebody_outside_the_call(cast, draft):
    with pytest.raises(PermissionDenied):
        services.justify(draft, consideration=considered(cast), by=cast.outsider)


@pytest.mark.parametrize("table", ["advice_consideration", "advice_justification"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET made_at = now()", "DELETE FROM {}"])
def test_the_database_refuses_to_change_what_was_considered(cast, draft, table, statement):
    services.justify(draft, consideration=considered(cast), by=cast.author)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))
    assert Justification.objects.count() == 1


def test_what_was_kept_says_what_was_said_then(cast, draft):
    """A later edition of the rules does not touch it: the page reads the record, not the rules."""
    made = considered(cast)
    record = made.record
    record["answers"][0]["question"]["nl"] = "Is het er al?"
    old = Consideration.objects.create(
        authority=cast.rws, by=cast.author, answers=made.answers, record=record, suggested="sbir"
    )
    services.justify(draft, consideration=old, by=cast.author)
    page = client_of(cast.author).get(reverse("advice:of-call", args=[draft.reference]))
    assert "Is het er al?" in page.content.decode()


def test_the_justification_is_printed_with_answers_reasons_and_names(cast, draft):
    made = considered(cast, buying="direct", outcome="product")
    kept = services.justify(draft, consideration=made, reason="Eerst onderzoek.", by=cast.author)
    url = reverse("advice:justification-pdf", args=[draft.reference, kept.uuid])
    answer = client_of(cast.officer).get(url)
    assert answer["Content-Type"] == "application/pdf"
    text = " ".join(
        " ".join(page.extract_text().split()) for page in PdfReader(BytesIO(answer.content)).pages
    )
    for word in ("Eerst onderzoek.", draft.reference, "Auteur", "Innovatiepartnerschap",
                 "Is te koop wat u zoekt?", "3.000.000"):  # fmt: skip
        assert word in text


def test_the_workspace_shows_the_way_to_the_justification(cast, draft):
    page = client_of(cast.author).get(reverse("awards:workspace", args=[draft.reference]))
    assert reverse("advice:of-call", args=[draft.reference]) in page.content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_desk_asks_the_same_number_of_queries_for_any_number_of_rows(
    cast, rows, django_assert_num_queries
):
    for number in range(rows):
        considered(cast)
        services.ask_advice(
            agency=cast.rvo, authority=cast.rws, subject=f"Vraag {number}", text="Wat nu?",
            by=cast.author,
        )  # fmt: skip
    client = client_of(cast.author)
    with django_assert_num_queries(DESK_QUERIES):
        client.get(reverse("advice:desk"))


DESK_QUERIES = 8
