"""A form that changed: drafts keep every answer, and send only what is asked."""

from applications import services, transitions
from applications.models import OpenedProposal
from applications.vanished import vanished_answers
from calls.models import Phase
from tests.applications.stages import after_deadline, draft, opened, sent
from tests.calls.amendments import stages
from tests.cast import Cast, client_of


def amended(phase: Phase, cast: Cast) -> Phase:
    stages.lapsing(phase, cast, stages.other_form(phase))
    return Phase.objects.select_related("call").get(pk=phase.pk)


def test_answers_to_a_question_that_vanished_are_kept_and_shown(phase: Phase, cast: Cast) -> None:
    proposal = draft(phase, cast.applicant)
    proposal.phase = amended(phase, cast)
    assert [(each.label, each.text) for each in vanished_answers(proposal)] == [("TRL nu", "3")]
    place = f"/offertes/{proposal.dossier.reference}/{phase.code}/"
    assert "TRL nu" in client_of(cast.applicant).get(place).content.decode()


def test_saving_the_section_does_not_lose_them(phase: Phase, cast: Cast) -> None:
    proposal = draft(phase, cast.applicant)
    proposal.phase = amended(phase, cast)
    section = services.read_section(proposal, "summary")
    payload = {name: value for name, value in section.payload.items() if name != "trl"}
    services.save_section(
        proposal, "summary", {**payload, "risk": "Regen"}, version=section.version,
        by=cast.applicant,
    )  # fmt: skip
    saved = services.read_section(proposal, "summary").payload
    assert (saved["trl"], saved["risk"]) == ("3", "Regen")


def test_what_is_sent_holds_only_what_is_asked(phase: Phase, cast: Cast, clock) -> None:
    proposal = draft(phase, cast.applicant)
    proposal.phase = phase = amended(phase, cast)
    transitions.submit(proposal, by=cast.applicant, declared=True)
    after_deadline(phase, clock)
    opened(phase, cast.author, cast.officer)
    answers = OpenedProposal.objects.get().answers["summary"]
    assert "trl" not in answers
    assert answers["title"]


def test_a_sent_offer_is_changed_and_sent_under_the_new_form(
    phase: Phase, cast: Cast, clock
) -> None:
    first = sent(phase, cast.applicant)
    phase = amended(phase, cast)
    proposal = transitions.change(
        first.submission.proposal, code=first.change_code, by=cast.applicant
    )
    assert services.read_section(proposal, "summary").payload["trl"] == "3"
    fill_risk = services.read_section(proposal, "summary")
    services.save_section(
        proposal, "summary", {**fill_risk.payload, "risk": "Regen"}, version=fill_risk.version,
        by=cast.applicant,
    )  # fmt: skip
    transitions.submit(proposal, by=cast.applicant, declared=True)
    after_deadline(phase, clock)
    opened(phase, cast.author, cast.officer)
    assert OpenedProposal.objects.get().answers["summary"]["risk"] == "Regen"
