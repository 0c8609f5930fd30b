"""What publishing an amendment does, and what it refuses: every fault at once."""

from datetime import UTC, timedelta

import pytest
from django.utils import timezone

from calls import services as call_services
from calls import transitions as call_moves
from calls.amendments import services, transitions
from calls.amendments.models import AmendedPhase
from calls.amendments.rules import faults_of
from calls.amendments.selectors import changes_in, draft_of
from calls.models import CallDocument, Phase
from portal.clock import portal_now
from portal.files.uploads import encrypt_bytes
from portal.workflow import TransitionRefused
from tests.calls.amendments import stages
from tests.cast import Cast
from tests.factories import PhaseFactory

WEEK = timedelta(weeks=1)


def closing(phase: Phase, by: timedelta) -> dict:
    to = (phase.closes_at + by).astimezone(UTC).isoformat()
    return {"phases": {phase.code: {"closes_at": to}}}


def faults(phase: Phase, cast: Cast, part: dict | None = None, **says: str) -> str:
    amendment = stages.drafted(phase, cast, part, **says)
    return "\n".join(faults_of(draft_of(amendment, portal_now()), portal_now()))


def test_publishing_changes_the_terms_and_freezes_them_with_their_reason(
    phase: Phase, cast: Cast
) -> None:
    before = phase.call.versions.latest("number").number
    amendment = stages.published(phase, cast)
    call = amendment.version.call
    call.refresh_from_db()
    assert call.sections[0]["text"].startswith("Er is veel te veel")
    assert (amendment.number, amendment.version.number) == (1, before + 1)
    assert (amendment.version.cause, amendment.version.reason) == (
        "amendment", "Er stond een fout.",
    )  # fmt: skip
    assert [group.heading for group in changes_in(amendment.version)] == ["Vraagstuk"]


def test_amendments_are_numbered_without_gaps(phase: Phase, cast: Cast) -> None:
    stages.published(phase, cast)
    transitions.drop_amendment(stages.drafted(phase, cast, {"summary": "Weg"}), by=cast.author)
    assert stages.published(phase, cast, {"summary": "Anders"}).number == 2


def test_nothing_else_changes_the_terms_of_a_published_call(phase: Phase, cast: Cast) -> None:
    call = phase.call
    with pytest.raises(TransitionRefused):
        call_services.update_call(call, by=cast.officer, terms={"title": "X"}, version=call.version)
    with pytest.raises(TransitionRefused):
        call_services.add_document(
            call, kind="annex", title="X", upload_or_bytes=b"%PDF-1", file_name="x.pdf",
            by=cast.officer,
        )  # fmt: skip


def test_every_fault_is_told_at_once(phase: Phase, cast: Cast) -> None:
    scale = {"scale": [9, 3]}
    part = {"phases": {phase.code: {**closing(phase, -WEEK)["phases"][phase.code], **scale}}}
    found = faults(phase, cast, part, title=" ", reason="")
    for words in ("titel", "waarom", "rectificatie", "vooruit", "hoogste"):
        assert words in found.lower(), words


@pytest.mark.parametrize(
    "part",
    [
        {"scale": [1, 5]},
        {"budget_walk": "skip"},
        {"criteria": [{"code": "impact", "name": "Impact", "name_en": "", "guidance": "",
                       "weight": 70, "threshold": 5}]},
    ],
)  # fmt: skip
def test_criteria_and_weights_change_by_rectification_only(
    phase: Phase, cast: Cast, part: dict
) -> None:
    """REQ-09: after the notice, only with a reason, as a rectification."""
    changed = {"phases": {phase.code: part}}
    assert "rectificatie" in faults(phase, cast, changed)
    assert "rectificatie" not in faults(phase, cast, changed, kind="rectification")


def test_requirements_change_by_rectification_only(phase: Phase, cast: Cast) -> None:
    """REQ-09: a text with requirements is no mere text."""
    part = {"sections": {"requirements": {"title": "Eisen", "text": "Het draagt 80 ton."}}}
    assert "rectificatie" in faults(phase, cast, part)
    assert stages.published(phase, cast, part, kind="rectification").touched.count() == 1


def test_a_correction_has_no_consequences(phase: Phase, cast: Cast) -> None:
    assert "correctie" in faults(phase, cast, closing(phase, WEEK), kind="correction")
    transitions.drop_amendment(phase.call.amendments.get(), by=cast.author)
    assert faults(phase, cast, kind="correction") == ""


def test_a_form_that_asks_something_else_lets_what_was_sent_lapse(phase: Phase, cast: Cast) -> None:
    part = stages.other_form(phase)
    assert "opnieuw" in faults(phase, cast, part)
    amendment = stages.lapsing(phase, cast, part)
    assert AmendedPhase.objects.get(amendment=amendment).is_form_changed


def test_other_words_in_a_form_change_no_question(phase: Phase, cast: Cast) -> None:
    form = [dict(section) for section in phase.form]
    first = form[0]["questions"][0]
    words = [{**first, "label": {"nl": "Andere titel", "en": "Other"}}, *form[0]["questions"][1:]]
    form[0] = {**form[0], "questions": words}
    amendment = stages.published(phase, cast, {"phases": {phase.code: {"form": form}}})
    assert not AmendedPhase.objects.get(amendment=amendment).is_form_changed


def test_lapsing_takes_a_reason_and_ten_days(phase: Phase, cast: Cast, clock) -> None:
    assert "waarom" in faults(phase, cast, effect="lapses").lower()
    clock.set(phase.closes_at - timedelta(days=9))
    says = {"effect": "lapses", "effect_reason": "Zwaarder."}
    found = faults(phase, cast, None, **says)
    assert "10 dagen" in found
    moved = closing(phase, timedelta(days=14))
    assert stages.lapsing(phase, cast, moved).version is not None


def test_news_within_the_information_period_moves_the_deadline_or_says_why_not(
    phase: Phase, cast: Cast, clock
) -> None:
    call = phase.call
    call.information_days = 10
    call.save(update_fields=["information_days"])
    clock.set(phase.closes_at - timedelta(days=3))
    assert "informatietermijn" in faults(phase, cast)
    assert faults(phase, cast, no_extension_because="Alleen een telefoonnummer.") == ""
    assert "informatietermijn" not in faults(
        phase, cast, closing(phase, timedelta(days=21)), no_extension_because=""
    )


def test_a_phase_that_has_closed_keeps_its_terms(phase: Phase, cast: Cast, clock) -> None:
    """Also the other way: a text of the call touches only what is still to close."""
    later = PhaseFactory(
        call=phase.call, invited=True, opens_at=phase.closes_at + WEEK,
        closes_at=phase.closes_at + 6 * WEEK,
    )  # fmt: skip
    stages.with_terms(phase)
    clock.set(phase.closes_at + timedelta(hours=1))
    assert "gesloten" in faults(phase, cast, closing(phase, WEEK))
    again = services.draft_amendment(phase.call, by=cast.author)
    transitions.drop_amendment(again, by=cast.author)
    amendment = stages.published(phase, cast)
    assert [row.phase for row in amendment.touched.all()] == [later]


def test_terms_that_changed_meanwhile_are_read_again(phase: Phase, cast: Cast) -> None:
    """A deadline moved after the second officer opened the page: nothing is published unread."""
    amendment = stages.in_review(phase, cast)
    read = stages.seen(amendment)
    call_moves.extend_deadline(phase, to=phase.closes_at + WEEK, by=cast.author)
    with pytest.raises(TransitionRefused) as refused:
        transitions.publish_amendment(amendment, by=cast.officer, seen_sha256=read)
    assert refused.value.code == "outdated"
    amendment = transitions.return_amendment(amendment, by=cast.officer, remarks="Bijwerken.")
    amendment = services.take_up_current_terms(amendment, by=cast.author)
    amendment = transitions.submit_amendment(amendment, by=cast.author)
    transitions.publish_amendment(amendment, by=cast.officer, seen_sha256=stages.seen(amendment))
    phase.refresh_from_db()
    assert phase.closes_at > timezone.now() + 3 * WEEK


def test_what_another_officer_read_is_what_is_published(phase: Phase, cast: Cast) -> None:
    amendment = stages.in_review(phase, cast)
    with pytest.raises(TransitionRefused) as refused:
        transitions.publish_amendment(amendment, by=cast.officer, seen_sha256="0" * 64)
    assert refused.value.code == "outdated"


def test_documents_get_versions_and_every_version_stays(phase: Phase, cast: Cast) -> None:
    """REQ-15: a note says what changed."""
    old = CallDocument.objects.create(
        call=phase.call, kind="annex", title="Plan", file_name="plan.pdf",
        file=call_services.store.save_bytes(b"%PDF-1 oud", "application/pdf", by=cast.author),
    )  # fmt: skip
    stages.with_terms(phase)
    amendment = stages.drafted(phase, cast)
    upload = encrypt_bytes(b"%PDF-1 nieuw", "plan2.pdf", "application/pdf")
    services.change_document(
        amendment, replaces=old, upload=upload, kind="annex", title="Plan",
        change_note="Bladzijde 3 is beter.", edits=amendment.edits, by=cast.author,
    )  # fmt: skip
    amendment.refresh_from_db()
    amendment = transitions.submit_amendment(amendment, by=cast.author)
    transitions.publish_amendment(amendment, by=cast.officer, seen_sha256=stages.seen(amendment))
    new = CallDocument.objects.get(replaces=old)
    old.refresh_from_db()
    assert (new.number, new.change_note) == (2, "Bladzijde 3 is beter.")
    assert old.dropped_at is not None
    assert list(phase.call.documents.current()) == [new]
