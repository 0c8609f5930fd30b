"""Who gets which page, in three stages of a committee, against a table written here."""

import pytest
from django.urls import reverse

from assessment import services
from tests.assessment import stages
from tests.cast import Cast, client_of

pytestmark = pytest.mark.django_db

ROLES = (
    "anonymous", "applicant", "colleague", "rival", "outsider", "escrow", "analyst", "auditor",
    "operator", "unassigned", "officer", "author", "secretary", "chair", "member", "tied", "barred",
)  # fmt: skip
STRANGERS = dict.fromkeys(ROLES, 404) | {"anonymous": 302}
STAFF = {"officer": 200, "author": 200, "secretary": 200}
NO_SEAT = {"officer": 403, "author": 403, "secretary": 403}


def row(**statuses):
    return STRANGERS | statuses


DECLARED = row(**NO_SEAT, chair=200, member=200, tied=200, barred=302)
OWN = row(**NO_SEAT, chair=200, member=200, tied=200, barred=200)
ONE_OFFER = row(**NO_SEAT, chair=200, member=200, tied=404, barred=404)
FORM = row(**STAFF, chair=403, member=403, tied=403, barred=403)
PROGRESS = row(**STAFF, chair=200, member=403, tied=403, barred=403)
LEAD = row(**NO_SEAT, chair=200, member=403, tied=403, barred=403)
MEETING = row(officer=403, author=403, secretary=200, chair=200, member=200, tied=200, barred=403)
OUTCOME = MEETING | {"officer": 200, "author": 200}
WHOLE = OUTCOME | {"tied": 403}
NOBODY = OUTCOME | dict.fromkeys(("officer", "author", "secretary", "chair", "member", "tied"), 404)

SCORING = {
    "declare": OWN, "offers": DECLARED, "score": ONE_OFFER, "hand-in": ONE_OFFER,
    "hand-in-all": row(**NO_SEAT, chair=302, member=302, tied=302, barred=302), "file": ONE_OFFER,
    "form": row(**STAFF), "add-seat": FORM, "end-seat": FORM, "progress": PROGRESS, "reopen": LEAD,
    "start-consensus": LEAD, "resume-scoring": LEAD, "close-consensus": LEAD,
    "consensus": MEETING, "consensus-offer": MEETING
    | dict.fromkeys(("secretary", "chair", "member", "tied"), 404),
    "ranking": NOBODY, "ranking-json": NOBODY, "advice": NOBODY, "approve-advice": NOBODY,
    "advice-pdf": NOBODY,
}  # fmt: skip
IN_MEETING = {
    "declare": OWN, "offers": DECLARED, "score": ONE_OFFER, "progress": PROGRESS,
    "consensus": MEETING, "consensus-offer": MEETING | {"tied": 404}, "close-consensus": LEAD,
    "ranking": NOBODY, "advice": NOBODY,
}  # fmt: skip
RANKED = {
    "declare": OWN, "score": ONE_OFFER, "progress": PROGRESS, "consensus": MEETING,
    "consensus-offer": MEETING | {"tied": 404}, "ranking": OUTCOME, "ranking-json": WHOLE,
    "advice": WHOLE,
    "approve-advice": row(officer=403, author=403, secretary=403, chair=200, member=403, tied=403,
                          barred=403),
    "advice-pdf": WHOLE | dict.fromkeys(("officer", "author", "secretary", "chair", "member"), 404),
}  # fmt: skip
ABOUT_ONE = ("score", "hand-in", "consensus-offer", "file")


def people(cast: Cast, committee):
    """The roles as people: of five members the last but one has a tie, the last is barred."""
    named = {name: getattr(cast, name, None) for name in ROLES}
    return named | {
        "secretary": stages.secretary_of(committee.phase),
        "chair": cast.members[0],
        "member": cast.members[1],
        "tied": cast.members[3],
        "barred": cast.members[4],
    }


def scoring(cast: Cast):
    """Everybody has declared; one member has a tie, another is barred."""
    committee = stages.formed(cast)
    tied, barred = list(committee.seats.all())[3:]
    stages.declared(committee, but=(tied, barred))
    first, *others = [offer.dossier for offer in committee.phase.proposals.order_by("pk")]
    services.declare(tied, first, kind="tie", explanation="oud-collega", by=tied.user)
    for dossier in others:
        services.declare(tied, dossier, kind="none", explanation="", by=tied.user)
    services.declare(barred, first, kind="barred", explanation="eigenaar", by=barred.user)
    return stages.fresh(committee)


def url(name, committee, cast):
    phase = committee.phase
    place = [phase.call.reference, phase.code]
    dossier = phase.proposals.order_by("pk").first().dossier.reference
    if name == "file":
        return reverse("assessment:file", args=[dossier, phase.code, "plan"])
    if name in ABOUT_ONE:
        place.append(dossier)
    if name == "end-seat":
        place.append(cast.members[1].uuid)
    return reverse(f"assessment:{name}", args=place)


def statuses(cast: Cast, committee, table):
    """What every role really gets on every page of the table."""
    found = {}
    for role, user in people(cast, committee).items():
        client = client_of(user)
        found[role] = {name: client.get(url(name, committee, cast)).status_code for name in table}
    return found


def as_people_see_it(table):
    return {role: {name: table[name][role] for name in table} for role in ROLES}


def test_pages_while_members_score(cast):
    committee = scoring(cast)
    stages.with_file(committee.phase.proposals.order_by("pk").first(), "plan")
    assert statuses(cast, committee, SCORING) == as_people_see_it(SCORING)


def test_pages_during_the_meeting(cast):
    committee = stages.handed_in(scoring(cast))
    stages.transitions.start_consensus(committee, by=cast.members[0])
    assert statuses(cast, stages.fresh(committee), IN_MEETING) == as_people_see_it(IN_MEETING)


def test_pages_after_the_ranking(cast):
    committee = stages.handed_in(scoring(cast))
    stages.transitions.start_consensus(committee, by=cast.members[0])
    stages.transitions.close_consensus(stages.agreed(committee), by=cast.members[0])
    services.draft_advice(committee, "Ons advies.", by=cast.members[0])
    assert statuses(cast, stages.fresh(committee), RANKED) == as_people_see_it(RANKED)


def test_forming_is_for_staff_of_the_call(cast):
    phase = stages.opened_phase(cast)
    place = reverse("assessment:form", args=[phase.call.reference, phase.code])
    expected = STRANGERS | STAFF | dict.fromkeys(("chair", "member", "tied", "barred"), 404)
    everybody = people(cast, stages.Committee(phase=phase))
    assert {
        role: client_of(user).get(place).status_code for role, user in everybody.items()
    } == expected


@pytest.mark.parametrize("who", ["outsider", "officer", "secretary", "analyst", "applicant"])
def test_the_home_of_members_is_empty_for_who_has_no_seat(cast, who):
    committee = scoring(cast)
    page = client_of(people(cast, committee)[who]).get(reverse("assessment:mine"))
    assert page.status_code == 200
    assert committee.phase.call.reference not in page.content.decode()


def test_a_tied_member_finds_the_offer_nowhere(cast):
    """A tie hides the offer on every page; a member without a tie shows that there is something."""
    committee = stages.handed_in(scoring(cast))
    stages.transitions.start_consensus(committee, by=cast.members[0])
    stages.transitions.close_consensus(stages.agreed(committee), by=cast.members[0])
    hidden = committee.phase.proposals.order_by("pk").first()
    for name in ("offers", "consensus", "ranking"):
        pages = [
            client_of(user).get(url(name, committee, cast)).content.decode()
            for user in (cast.members[1], cast.members[3])
        ]
        for secret in (hidden.opened.title, hidden.dossier.reference):
            assert secret in pages[0]
            assert secret not in pages[1]


def test_a_barred_member_finds_no_offer_at_all(cast):
    committee = scoring(cast)
    client = client_of(cast.members[4])
    for name in ("declare", "offers", "score"):
        page = client.get(url(name, committee, cast), follow=True).content.decode()
        assert stages.CANARY not in page


def test_the_declaration_page_shows_names_and_no_content(cast):
    """REQ-07: before content is visible. The names prove that the page is about these offers."""
    committee = stages.formed(cast)
    page = client_of(cast.members[0]).get(url("declare", committee, cast)).content.decode()
    assert "Inschrijver 00" in page
    assert "Partner 00" in page
    assert stages.CANARY not in page


def test_the_progress_page_holds_no_score(cast):
    """Counts only: every score is 10 with a reason that nobody else uses."""
    committee = stages.declared(stages.formed(cast))
    stages.handed_in(committee, dict.fromkeys(
        committee.phase.proposals.values_list("pk", flat=True), (10, 10, 10)
    ))  # fmt: skip
    for user in (cast.officer, stages.secretary_of(committee.phase), cast.members[0]):
        page = client_of(user).get(url("progress", committee, cast)).content.decode()
        assert "Reden" not in page
        assert "10,00" not in page
        assert stages.CANARY not in page
