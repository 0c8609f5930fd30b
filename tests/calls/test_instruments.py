"""Instruments as data: each registered one is complete, and a call of each can be published."""

from dataclasses import replace
from typing import Any

import pytest
from django.urls import reverse

from calls.instruments import instrument_of, instruments, kind_name
from calls.instruments.definition import Instrument, Judge, Outcome, faults_of
from calls.instruments.sbir import INSTRUMENT as SBIR
from calls.models import Call
from calls.services import draft_call
from calls.versions import FACTS, terms_of
from tests.cast import Cast, client_of

EVERY = pytest.mark.parametrize("instrument", instruments(), ids=lambda each: each.code)


@EVERY
def test_every_registered_instrument_is_complete(instrument: Instrument) -> None:
    assert faults_of(instrument) == []
    assert str(instrument.name)
    assert str(instrument.summary)
    assert instrument.sections()
    assert instrument_of(instrument.code) is instrument
    assert all(kind_name(phase.kind) == phase.name for phase in instrument.phases)


def broken(**changes: Any) -> Instrument:
    """The SBIR with its first phase changed."""
    return replace(SBIR, phases=(replace(SBIR.phases[0], **changes), *SBIR.phases[1:]))


@pytest.mark.parametrize(
    ("instrument", "fault"),
    [
        (broken(code="prototype"), "prototype is stated twice"),
        (broken(criteria=()), "no criteria"),
        (broken(asks_price=False), "no offer states a price"),
        (broken(contract=None), "a contract without parts"),
        (replace(SBIR, phases=SBIR.phases[1:] + SBIR.phases[:1]), "only the first phase"),
        (
            replace(SBIR, phases=(replace(SBIR.phases[0], outcome=Outcome.SELECTION),)),
            "a next phase that is not there",
        ),
        (replace(SBIR, standard={**SBIR.standard, "forms": []}), "there is no form"),
    ],
)
def test_definition_with_a_fault_is_told(instrument: Instrument, fault: str) -> None:
    """The control of the test above: each contradiction is found."""
    assert any(fault in found for found in faults_of(instrument))


def test_phase_without_scores_needs_no_criteria() -> None:
    assert faults_of(broken(judged_by=Judge.OFFICERS, criteria=())) == []


@EVERY
def test_draft_takes_over_what_its_instrument_states(instrument: Instrument, cast: Cast) -> None:
    call = draft_of(instrument, cast)
    rows = {phase.code: phase for phase in call.phases.all()}
    assert [rows[code].order for code in rows] == list(range(1, len(instrument.phases) + 1))
    for stated in instrument.phases:
        for fact in set(FACTS) - {"reduces"}:
            assert getattr(rows[stated.code], fact) == getattr(stated, fact)
        assert rows[stated.code].criteria.count() == (
            len(stated.criteria) if stated.takes_offers else 0
        )


@EVERY
def test_what_an_instrument_states_is_part_of_the_terms(instrument: Instrument, cast: Cast) -> None:
    """REQ-02: frozen with the terms, so that a later change of the code changes no call."""
    for frozen, stated in zip(
        terms_of(draft_of(instrument, cast))["phases"], instrument.phases, strict=True
    ):
        assert frozen["code"] == stated.code
        assert frozen["outcome"] == stated.outcome
        assert frozen["judged_by"] == stated.judged_by
        assert frozen["standstill_days"] == stated.standstill_days


def test_new_call_offers_every_instrument(cast: Cast) -> None:
    page = client_of(cast.author).get(reverse("calls:new")).content.decode()
    for instrument in instruments():
        assert f'value="{instrument.code}"' in page


@EVERY
def test_new_call_begins_with_the_chosen_instrument(instrument: Instrument, cast: Cast) -> None:
    answer = client_of(cast.author).post(
        reverse("calls:new"),
        {
            "instrument": instrument.code, "authority": cast.rws.pk, "reference": "PROEF-1",
            "title": "Proef", "summary": "Een vraag aan de markt.",
        },
    )  # fmt: skip
    assert answer.status_code == 302
    assert Call.objects.get().instrument == instrument.code


def test_new_call_with_an_unknown_instrument_is_refused(cast: Cast) -> None:
    answer = client_of(cast.author).post(
        reverse("calls:new"), {"instrument": "loterij", "reference": "PROEF-1"}
    )
    assert "instrument" in answer.context["form"].errors
    assert not Call.objects.exists()


def draft_of(instrument: Instrument, cast: Cast) -> Call:
    """A call of this instrument as its author begins it."""
    return draft_call(
        by=cast.author,
        authority=cast.rws,
        reference="PROEF-1",
        instrument=instrument.code,
        terms={"title": "Proef", "summary": "Een vraag aan de markt."},
    )
