"""What is confidential: everything but the public summary, unless its company frees it."""

import json

import pytest
from django.urls import reverse

from applications import transitions
from applications.confidentiality import MARKS, freed_of, marked_in
from applications.models import OpenedProposal
from applications.reading import read_opened
from applications.saving import Conflict
from applications.writing.marks import save_marks
from tests.applications.stages import CANARY, after_deadline, opened, sent
from tests.cast import client_of

EVERY = ["title", "public_summary", "rights", "trl", "begin", "later", "project_plan", "truth",
         "partners", "costs"]  # fmt: skip


def text(response):
    body = b"".join(response) if response.streaming else response.content
    return body.decode()


def address(proposal):
    return reverse("applications:marks", args=[proposal.dossier.reference, proposal.phase.code])


def test_everything_is_confidential_but_the_public_summary_until_it_is_freed(proposal):
    """REQ-14: a mark per answer and per file, and for partners and costs as a whole."""
    marked = {each.code: each for each in marked_in(proposal.phase, freed_of(proposal))}

    assert sorted(marked) == sorted(EVERY)
    assert [code for code, each in marked.items() if not each.is_confidential] == ["public_summary"]
    assert marked["project_plan"].is_file


def test_marks_are_saved_with_their_version_and_a_colleague_is_not_overwritten(cast, proposal):
    kept = [code for code in EVERY if code not in {"trl", "project_plan"}]
    save_marks(proposal, kept, version=0, by=cast.applicant)
    assert freed_of(proposal) == {"trl", "project_plan"}

    with pytest.raises(Conflict):
        save_marks(proposal, [], version=0, by=cast.colleague)
    assert freed_of(proposal) == {"trl", "project_plan"}


def test_page_saves_and_the_section_shows_what_deviates(cast, proposal):
    client = client_of(cast.applicant)
    assert client.post(address(proposal), {"version": "0", "confidential": ["title"]}).url
    assert "title" not in freed_of(proposal)
    assert {"trl", "costs", "project_plan"} <= freed_of(proposal)
    assert "public_summary" not in freed_of(proposal)

    page = text(client.get(address(proposal)))
    assert page.count(" checked") == 1
    late = client.post(address(proposal), {"version": "0", "confidential": ["trl"]})
    assert late.status_code == 409
    assert 'id="mark-trl" checked' in text(late)


def test_marks_are_sealed_and_shown_to_who_reads_the_opened_offer(cast, phase, proposal, clock):
    save_marks(proposal, ["title", "rights"], version=0, by=cast.applicant)
    submission = transitions.submit(proposal, by=cast.applicant, declared=True).submission
    assert f"{MARKS}/freed" in submission.manifest["answers"]  # hashed like an answer

    after_deadline(phase, clock)
    opened(phase, cast.author, cast.officer)

    read = read_opened(OpenedProposal.objects.get(), file_url="applications:opened-file")
    assert {"trl", "project_plan"} <= read.freed
    assert not {"title", "rights", "public_summary"} & read.freed
    place = [proposal.dossier.reference, phase.code]
    page = text(client_of(cast.officer).get(reverse("applications:opened", args=place)))
    assert "vertrouwelijk" in page
    assert "mag openbaar" in page


def test_marks_come_back_with_the_change_code(cast, proposal):
    save_marks(proposal, [], version=0, by=cast.applicant)
    freed = freed_of(proposal)
    result = transitions.submit(proposal, by=cast.applicant, declared=True)

    transitions.change(proposal, code=result.change_code, by=cast.applicant)

    assert freed_of(proposal) == freed


def test_open_data_hold_nothing_confidential_of_an_offer(cast, phase, clock):
    """REQ-04: of what was typed, only the public summary may ever reach the open data."""
    proposal = sent(phase, cast.applicant).submission.proposal
    after_deadline(phase, clock)
    opened(phase, cast.author, cast.officer)
    assert CANARY in json.dumps(OpenedProposal.objects.get().answers)  # there is something to leak

    here = [phase.call.reference]
    exports = [reverse(f"funnel:portfolio-{kind}") for kind in ("csv", "json")]
    exports += [reverse(f"funnel:call-{kind}", args=here) for kind in ("csv", "json")]
    public = [reverse("calls:list"), reverse("calls:detail", args=here), reverse("calls:feed")]
    said = [client_of(cast.analyst).get(page) for page in exports]
    said += [client_of(None).get(page) for page in public]
    assert [answer.status_code for answer in said] == [200] * 7
    words = [text(answer) for answer in said]
    assert not any(CANARY in each or proposal.dossier.reference in each for each in words)
