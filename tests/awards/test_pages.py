"""Who may see which page of this room: a second table, written by hand, against the real pages."""

import pytest
from django.urls import reverse

from awards.models import Contract, DecisionSet
from calls.models import CallRole, Phase
from tests.awards.conftest import Decide
from tests.awards.stages import advised, decision_of
from tests.cast import Cast, client_of
from tests.factories import CallFactory, PhaseFactory

ROLES = [
    "anonymous", "applicant", "colleague", "viewer", "rival", "author", "officer", "outsider",
    "escrow", "unassigned", "member", "analyst", "auditor", "operator",
]  # fmt: skip
# Who is not named gets what "else" says; "unassigned" is the secretary of the call.
OFFICERS = {"author": 200, "officer": 200, "unassigned": 403, "anonymous": 302, "else": 404}
COMPANY = {"applicant": 200, "colleague": 200, "viewer": 200, "anonymous": 302, "else": 404}
BOTH_SIDES = COMPANY | {"author": 200, "officer": 200, "unassigned": 200}
PAGES = {
    "my-calls": {
        "author": 200, "officer": 200, "outsider": 200, "unassigned": 200, "anonymous": 302,
        "else": 403,
    },
    "workspace": {"author": 200, "officer": 200, "unassigned": 200, "anonymous": 302, "else": 404},
    "decide": OFFICERS,
    "letters": OFFICERS,
    "letter-preview": OFFICERS,
    "contracts": OFFICERS,
    "write-result": OFFICERS,
    "mine": {"anonymous": 302, "else": 200},
    "letter": COMPANY,
    "contract": BOTH_SIDES,
    "result": {"else": 200},
    "purchases": {"author": 200, "officer": 200, "outsider": 200, "anonymous": 302, "else": 403},
}  # fmt: skip


def user_of(cast: Cast, role: str):
    if role == "anonymous":
        return None
    return cast.members[0] if role == "member" else getattr(cast, role)


def url_of(page: str, decision_set: DecisionSet) -> str:
    phase = decision_set.phase
    reference, kind = phase.call.reference, phase.code
    dossier = Contract.objects.get().decision.proposal.dossier.reference
    args = {
        "my-calls": [], "mine": [],
        "workspace": [reference], "result": [reference], "write-result": [reference],
        "purchases": [reference],
        "letter": [dossier, kind],
        "letter-preview": [reference, kind, dossier],
        "contract": [Contract.objects.get().uuid],
    }.get(page, [reference, kind])  # fmt: skip
    return reverse(f"awards:{page}", args=args)


def test_each_role_sees_what_the_table_says(cast: Cast, released: Decide) -> None:
    decision_set = released()
    clients = {role: client_of(user_of(cast, role)) for role in ROLES}
    for page, table in PAGES.items():
        url = url_of(page, decision_set)
        expected = {role: table.get(role, table["else"]) for role in ROLES}
        seen = {role: client.get(url).status_code for role, client in clients.items()}
        assert seen == expected, page


@pytest.mark.parametrize("page", ["approve", "release"])
def test_deciding_pages_ask_for_a_fresh_second_factor(cast: Cast, page: str) -> None:
    phase = advised(cast)
    client_of(cast.author).post(url_for("propose", phase))
    url = url_for(page, phase)
    person = cast.officer
    reply = client_of(person).get(url)
    assert reply.status_code == 302
    assert reverse("accounts:step-up") in reply.url


def url_for(page: str, phase: Phase) -> str:
    return reverse(f"awards:{page}", args=[phase.call.reference, phase.code])


def test_two_officers_walk_from_advice_to_letters_on_the_pages(cast: Cast) -> None:
    """Step 5 of the walk, by the pages alone: propose, ask, approve, watch, read, send."""
    phase = advised(cast)
    author, officer = (
        client_of(cast.author, stepped_up=True),
        client_of(cast.officer, stepped_up=True),
    )
    author.post(url_for("propose", phase))
    decision_set = DecisionSet.objects.get()
    dossier = decision_of(decision_set, cast.rival_company).proposal.dossier.reference
    edit = reverse("awards:decision", args=[phase.call.reference, phase.code, dossier])
    faulty = author.post(edit, {"outcome": "award", "amount": "50.000,01", "reasons": ""})
    assert len(faulty.context["form"].errors) == 3
    assert "50.000,01" in faulty.content.decode()
    author.post(url_for("ask-approval", phase))
    page = officer.get(url_for("approve", phase))
    officer.post(url_for("approve", phase), {"seen_sha256": page.context["sha256"]})
    decision_set.refresh_from_db()
    assert decision_set.state == DecisionSet.State.APPROVED
    assert officer.get(url_for("release", phase)).status_code == 403
    watched = author.get(url_for("letters", phase), headers={"HX-Request": "true"})
    assert watched.templates[0].name == "awards/letters_progress.html"
    assert author.get(url_for("release", phase)).status_code in {200, 302}


def test_result_names_winners_and_never_the_others(cast: Cast, released: Decide) -> None:
    """REQ-31: losers are not named; before the release nobody is."""
    released(with_excluded=True)
    page = client_of(None).get(reverse("awards:result", args=[Phase.objects.get().call.reference]))
    text = page.content.decode()
    assert cast.company.name in text
    assert "Liggers die na gebruik weer uit elkaar kunnen." in text
    assert cast.rival_company.name not in text


def test_result_before_the_release_is_empty(cast: Cast, approved: Decide) -> None:
    decision_set = approved()
    page = client_of(None).get(reverse("awards:result", args=[decision_set.phase.call.reference]))
    assert cast.company.name not in page.content.decode()


def test_company_reads_no_letter_before_the_release(cast: Cast, approved: Decide) -> None:
    decision_set = approved()
    dossier = decision_of(decision_set, cast.company).proposal.dossier.reference
    url = reverse("awards:letter", args=[dossier, decision_set.phase.code])
    assert client_of(cast.applicant).get(url).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_lists_ask_the_same_number_of_queries_for_any_length(
    cast: Cast, released: Decide, django_assert_num_queries, count: int
) -> None:
    phase = released(outcomes=["within_budget"] * count).phase
    client = client_of(cast.author)
    for page, queries in LISTS.items():
        with django_assert_num_queries(queries):
            client.get(url_for(page, phase))


LISTS = {"contracts": 9, "letters": 15, "decide": 25}


@pytest.mark.parametrize("count", [1, 3])
def test_my_calls_ask_as_often_for_three_calls_as_for_one(
    cast: Cast, django_assert_num_queries, count: int
) -> None:
    for _number in range(count):
        call = CallFactory(published=True, contracting_authority=cast.rws)
        CallRole.objects.create(call=call, user=cast.officer, role=CallRole.Role.OFFICER)
        PhaseFactory(call=call)
    client = client_of(cast.officer)
    with django_assert_num_queries(10):
        page = client.get(reverse("awards:my-calls"))
    assert len(page.context["rows"]) == count
