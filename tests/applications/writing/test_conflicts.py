"""Two people in one part: a choice per answer, and what loses it is set aside, never lost."""

import pytest
from django.urls import reverse

from applications import transitions
from applications.saving import Conflict, Page, save_section
from applications.services import read_section
from applications.views.conflicts import PICK
from applications.writing.conflicts import MINE, THEIRS, seen_in
from applications.writing.models import SetAside
from applications.writing.services import open_set_aside
from tests.cast import client_of

AJAX = {"headers": {"X-Requested-With": "XMLHttpRequest"}}
SUMMARY = {
    "title": "Mijn titel", "public_summary": "Een korte samenvatting.", "rights": "open",
    "trl": "3", "begin": "2027-01-01", "later": "450000.00",
}  # fmt: skip


def address(proposal, page="section", section="summary"):
    return reverse(
        f"applications:{page}", args=[proposal.dossier.reference, proposal.phase.code, section]
    )


def text(response):
    return response.content.decode()


@pytest.fixture
def client(cast):
    return client_of(cast.applicant)


@pytest.fixture
def met(cast, proposal):
    """What the applicant's page had seen, before a colleague changed title and summary."""
    seen = read_section(proposal, "summary").payload
    theirs = seen | {"title": "Titel van de collega", "public_summary": "Korter."}
    save_section(proposal, "summary", theirs, version=1, by=cast.colleague)
    return {"version": "1", "seen": seen_in(seen)}


def choice(met, **picked):
    return (
        met
        | {"choice": "1", "seen_version": "1", "version": "2"}
        | {f"{PICK}{key}": side for key, side in picked.items()}
    )


def test_conflict_shows_both_texts_with_who_and_picks_what_only_one_side_changed(
    cast, client, proposal, met
):
    """Without a script too; the title was changed by both, the summary by the colleague alone."""
    page = client.post(address(proposal), SUMMARY | met)

    assert page.status_code == 409
    shown = {each.key: each for each in page.context["choice"].differences}
    assert list(shown) == ["title", "public_summary"]
    assert (shown["title"].mine, shown["title"].theirs) == ("Mijn titel", "Titel van de collega")
    assert (shown["title"].picked, shown["public_summary"].picked) == ("", THEIRS)
    assert cast.colleague.name in text(page)
    assert 'value="Mijn titel"' in text(page)
    assert read_section(proposal, "summary").payload["title"] == "Titel van de collega"


def test_choice_is_saved_and_the_other_text_is_set_aside(cast, client, proposal, met):
    typed = SUMMARY | choice(met, title=MINE, public_summary=THEIRS)

    assert client.post(address(proposal), typed).status_code == 302

    saved = read_section(proposal, "summary")
    assert saved.payload == SUMMARY | {"public_summary": "Korter."}
    assert saved.version == 3
    left = {row.written_by: open_set_aside(proposal, row) for row in SetAside.objects.all()}
    assert left == {
        cast.applicant: {"public_summary": "Een korte samenvatting."},
        cast.colleague: {"title": "Titel van de collega"},
    }
    assert "Titel van de collega" in text(client.get(address(proposal)))
    rows = SetAside.objects.values_list("payload", flat=True)
    assert not any(b"Titel" in bytes(row) for row in rows)


def test_nothing_is_saved_before_everything_that_both_changed_is_chosen(client, proposal, met):
    page = client.post(address(proposal), SUMMARY | choice(met, public_summary=THEIRS))

    assert page.status_code == 409
    assert page.context["choice"].is_incomplete
    assert read_section(proposal, "summary").version == 2


def test_choice_meets_a_third_text_and_asks_again(cast, client, proposal, met):
    third = read_section(proposal, "summary").payload | {"title": "Nog een titel"}
    save_section(proposal, "summary", third, version=2, by=cast.colleague)

    typed = SUMMARY | choice(met, title=MINE, public_summary=MINE)
    page = client.post(address(proposal), typed)

    assert page.status_code == 409
    assert "Nog een titel" in text(page)
    assert read_section(proposal, "summary").payload["title"] == "Nog een titel"


def test_rows_are_one_answer_and_are_shown_as_text(cast, client, proposal):
    there = read_section(proposal, "partners")
    rows = [*there.payload["rows"], {"name": "Hogeschool", "role": "partner", "share": "10"}]
    save_section(proposal, "partners", {"rows": rows}, version=there.version, by=cast.colleague)
    mine = {
        "rows-TOTAL_FORMS": "1", "rows-INITIAL_FORMS": "1", "rows-0-name": "Kringbouw",
        "rows-0-role": "lead", "rows-0-country": "NL", "rows-0-share": "100",
        "version": str(there.version),
    }  # fmt: skip

    page = client.post(address(proposal, section="partners"), mine)

    (shown,) = page.context["choice"].differences
    assert "Hogeschool" in shown.theirs
    assert "Kringbouw" in shown.mine


def test_script_gets_the_choice_as_html_and_text_in_it_is_escaped(cast, client, proposal):
    script = "<script>alert(1)</script>"
    save_section(proposal, "summary", SUMMARY | {"title": script}, version=1, by=cast.colleague)

    answer = client.post(address(proposal, "autosave"), SUMMARY | {"version": "1"}, **AJAX)

    assert answer.status_code == 409
    assert "data-choice" in answer.json()["html"]
    assert "<script>" not in answer.json()["html"]


def test_the_same_text_is_no_conflict(cast, client, proposal):
    save_section(proposal, "summary", SUMMARY, version=1, by=cast.colleague)

    answer = client.post(address(proposal, "autosave"), SUMMARY | {"version": "1"}, **AJAX)

    assert answer.json()["version"] == 2


def test_save_of_which_the_answer_got_lost_does_not_conflict_with_itself(cast, proposal):
    page = Page("een-pagina", 3)
    save_section(proposal, "summary", {"title": "Eer"}, version=1, by=cast.applicant, page=page)

    later = Page("een-pagina", 9)
    version = save_section(
        proposal, "summary", {"title": "Eerst"}, version=1, by=cast.applicant, page=later
    )

    assert version == 3
    assert read_section(proposal, "summary").payload == {"title": "Eerst"}


@pytest.mark.parametrize("page", [Page("een-pagina", 2), Page("andere-pagina", 99), Page()])
def test_earlier_save_that_comes_late_or_another_page_undoes_nothing(cast, proposal, page):
    here = Page("een-pagina", 3)
    save_section(proposal, "summary", {"title": "Later"}, version=1, by=cast.applicant, page=here)

    with pytest.raises(Conflict):
        save_section(
            proposal, "summary", {"title": "Eerder"}, version=1, by=cast.applicant, page=page
        )

    assert read_section(proposal, "summary").payload == {"title": "Later"}


def test_what_was_set_aside_is_erased_with_the_working_copy(cast, client, proposal, met):
    client.post(address(proposal), SUMMARY | choice(met, title=MINE, public_summary=MINE))
    assert SetAside.objects.exists()

    transitions.submit(proposal, by=cast.applicant, declared=True)

    assert not SetAside.objects.exists()


def test_autosave_request_is_one_update_and_as_many_queries_however_long(
    client, proposal, django_assert_num_queries
):
    """Session, person, offer, may write, and the UPDATE."""
    client.get("/healthz")
    for version, words in (("1", 1), ("2", 2000)):
        typed = SUMMARY | {"title": "t" * 5, "public_summary": "woord " * words}
        with django_assert_num_queries(5) as captured:
            answer = client.post(
                address(proposal, "autosave"), typed | {"version": version}, **AJAX
            )
        assert answer.status_code == 200, text(answer)
        asked = [each["sql"] for each in captured]
        writes = [sql for sql in asked if not sql.startswith(("SELECT", "EXECUTE planned"))]
        assert len(writes) == 1
        assert writes[0].startswith('UPDATE "applications_workingsection"')
