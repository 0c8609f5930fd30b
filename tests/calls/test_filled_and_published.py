"""A call of every instrument can be filled in and published, and what the law keeps from it."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from calls import services, transitions
from calls.checklist import gaps_of
from calls.instruments import Instrument, instrument_of, instruments
from calls.instruments.definition import Outcome
from calls.models import Call, Phase
from calls.periods import earliest_deadline
from calls.places import fill, places_in
from portal.clock import portal_now
from portal.workflow import TransitionRefused
from tests.calls.conftest import add_contract, hold_keys
from tests.cast import Cast, client_of

EVERY = pytest.mark.parametrize("instrument", instruments(), ids=lambda each: each.code)
PARTNERSHIP = instrument_of("innovation_partnership")


def filled(instrument: Instrument, cast: Cast, **terms: Any) -> Call:
    """A draft of this instrument in which every page of the editor was filled in."""
    call = services.draft_call(
        by=cast.author, authority=cast.rws, reference="PROEF-1", instrument=instrument.code,
        terms={**terms_for(instrument), **challenges_for(instrument, cast), **terms},
    )  # fmt: skip
    for kind in instrument.required_documents:
        assert kind == "model_contract"
        add_contract(call, by=cast.author)
    hold_keys(call, cast)
    return Call.objects.get(pk=call.pk)


def challenges_for(instrument: Instrument, cast: Cast) -> dict[str, Any]:
    """A challenge for each procedure that the instrument offers; none where it offers none."""
    if not instrument.procedures:
        return {}
    codes = [*zip("ABCDEF", instrument.procedures, strict=False)]
    return {
        "themes": [{"code": code, "title": f"Challenge {code}"} for code, _procedure in codes],
        "challenges": [
            {"code": code, "authority": cast.province, "procedure": procedure}
            for code, procedure in codes
        ],
    }


def terms_for(instrument: Instrument) -> dict[str, Any]:
    """Answers in all marked places, a notice long ago, and phases that follow each other."""
    now = timezone.now().replace(microsecond=0)
    day = (now - timedelta(days=1)).date()
    notice = {"notice_number": "301245", "notice_sent_on": day, "notice_published_on": day}
    return {
        "title": "Proef",
        "summary": "Een vraag aan de markt.",
        "rights": "developer",
        **({"follow_up": "nothing"} if instrument.asks_follow_up else {}),
        **(notice if instrument.is_part_2 or instrument.procedures else {}),
        "sections": [
            {**part, "text": fill(part["text"], dict.fromkeys(range(99), "antwoord"))}
            for part in instrument.sections()
        ],
        "phases": [
            {
                "code": stated.code,
                "opens_at": now + timedelta(days=1 + 60 * place),
                "closes_at": now + timedelta(days=41 + 60 * place),
                "planned_awards": 5,
                "prizes": ["5000.00"] if stated.outcome == Outcome.PRIZE else [],
                **money_of(stated.needs_money, instrument.procedures),
            }
            for place, stated in enumerate(instrument.phases)
            if stated.takes_offers
        ],
    }


def money_of(needs_money: bool, procedures: tuple[str, ...] = ()) -> dict[str, Any]:
    """A budget, or one for each challenge, and a maximum, where an award costs money."""
    if not needs_money:
        return {}
    budget, cap = Decimal("500000.00"), {"cap_incl_vat": Decimal("50000.00")}
    if procedures:
        return {
            "pots": {code: budget for code, _each in zip("ABCDEF", procedures, strict=False)},
            **cap,
        }
    return {"budget_incl_vat": budget, **cap}


def messages_of(call: Call) -> str:
    """Everything that is missing, as one text."""
    return "\n".join(gap.message for gap in gaps_of(call, portal_now()))


@EVERY
def test_call_of_every_instrument_is_filled_and_published(
    instrument: Instrument, cast: Cast
) -> None:
    call = transitions.submit_for_review(filled(instrument, cast), by=cast.author)
    call = transitions.publish(call, by=cast.officer)
    assert call.state == Call.State.PUBLISHED
    page = client_of(None).get(reverse("calls:detail", args=[call.reference]))
    assert page.status_code == 200
    assert not [part for part in call.sections if places_in(part["text"])]


@EVERY
def test_every_step_of_the_editor_opens_for_every_instrument(
    instrument: Instrument, cast: Cast
) -> None:
    call = filled(instrument, cast)
    client = client_of(cast.author)
    for name in ("edit", "edit-basics", "edit-phases", "edit-texts", "edit-documents", "preview"):
        assert client.get(reverse(f"calls:{name}", args=[call.reference])).status_code == 200
    for phase in call.phases.filter(takes_offers=True):
        page = client.get(reverse("calls:edit-criteria", args=[call.reference, phase.code]))
        assert page.status_code == 200


def test_deadline_for_requests_lies_30_days_after_the_notice_was_sent(cast: Cast) -> None:
    """REQ-08: counted from the day after the notice was sent; a day less is not published."""
    terms = terms_for(PARTNERSHIP)
    sent = terms["notice_sent_on"]
    terms["phases"][0]["closes_at"] = earliest_deadline(sent, 30) - timedelta(minutes=1)
    call = filled(PARTNERSHIP, cast, **terms)
    assert "30" in messages_of(call)
    with pytest.raises(TransitionRefused, match="31\\(1\\)"):
        transitions.submit_for_review(call, by=cast.author)


def test_deadline_at_the_very_end_of_the_period_is_taken(cast: Cast) -> None:
    """REQ-08: sent on Monday 1 June: the end of Wednesday 1 July will do."""
    assert earliest_deadline(date(2026, 6, 1), 30).isoformat() == "2026-07-02T00:00:00+02:00"
    terms = terms_for(PARTNERSHIP)
    terms["phases"][0]["closes_at"] = earliest_deadline(terms["notice_sent_on"], 30)
    assert messages_of(filled(PARTNERSHIP, cast, **terms)) == ""


def test_call_under_part_2_is_not_published_without_its_notice(cast: Cast) -> None:
    call = filled(PARTNERSHIP, cast, notice_number="", notice_sent_on=None)
    assert messages_of(call).count("TenderNed") == 1
    assert len(gaps_of(call, portal_now())) == 2


def test_price_alone_never_decides_in_a_partnership(cast: Cast) -> None:
    """REQ-09: only the best price-quality ratio (Directive 2014/24 article 31(1))."""
    price = {"code": "price", "name": "Prijs", "weight": 100, "is_price": True}
    terms = terms_for(PARTNERSHIP)
    terms["phases"][-1]["criteria"] = [price]
    call = filled(PARTNERSHIP, cast, **terms)
    with pytest.raises(TransitionRefused, match="prijs alleen"):
        transitions.submit_for_review(call, by=cast.author)


def test_at_least_three_candidates_are_selected(cast: Cast) -> None:
    """Article 65(2): at least three for an innovation partnership."""
    terms = terms_for(PARTNERSHIP)
    terms["phases"][0]["planned_awards"] = 2
    assert "3" in messages_of(filled(PARTNERSHIP, cast, **terms))


@pytest.mark.parametrize("change", ["criteria", "requirements"])
@pytest.mark.parametrize("opened", [True, False])
def test_negotiating_leaves_requirements_and_criteria_alone(
    cast: Cast, change: str, opened: bool
) -> None:
    """REQ-09, article 31(3): from the first opening on nobody changes them."""
    call = filled(PARTNERSHIP, cast)
    if opened:
        call.phases.filter(code="request").update(state=Phase.State.OPENED)
    terms: dict[str, Any] = {
        "criteria": {"phases": [{"code": "final", "criteria": []}]},
        "requirements": {
            "sections": [{**part, "text": f"{part['text']} Anders."} for part in call.sections]
        },
    }[change]

    def write() -> Call:
        return services.update_call(call, by=cast.author, terms=terms, version=call.version)

    if opened:
        with pytest.raises(TransitionRefused, match="veranderen niet"):
            write()
    else:
        assert write().version == call.version + 1


def test_fewer_parties_go_on_only_where_the_instrument_lets_them(cast: Cast) -> None:
    call = filled(PARTNERSHIP, cast)
    for code, may in (("negotiation-1", True), ("initial", False)):
        page = client_of(cast.author).get(reverse("calls:edit-phases", args=[call.reference]))
        form = next(f for f in page.context["form"].formset.forms if f.phase.code == code)
        assert ("reduces" in form.fields) is may
