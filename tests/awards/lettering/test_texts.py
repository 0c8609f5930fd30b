"""Texts of letters: checked when they are saved, versioned, and never code."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.html import escape

from awards.documents import letter_context
from awards.lettering import selectors, services
from awards.lettering.faults import body_faults, subject_faults
from awards.lettering.fields import allowed_in, required_in
from awards.lettering.filling import EmptyField, fill_body, fill_subject
from awards.lettering.kinds import LANGUAGES, WITH_RESERVES, TextKey, all_keys
from awards.lettering.models import LetterText
from awards.lettering.standard_texts import standard_text
from awards.services import propose
from portal.workflow import TransitionRefused
from tests.awards.stages import advised, decision_of
from tests.cast import Cast

KEY = TextKey("contract", "rejection", "nl")
BLOCKS = ("reasons", "scores", "rank", "debrief", "remedy")
NEEDED = "\n\n".join([*(f"{{{{ {name} }}}}" for name in BLOCKS), "U bood {{ price }}."])


def save(cast: Cast, body: str, **fields) -> LetterText:
    wanted = {"subject": "Besluit", "note": "korter", "seen_version": 0, "by": cast.outsider}
    return services.save_text(cast.province, KEY, body=body, **(wanted | fields))


@pytest.mark.parametrize("key", list(all_keys()), ids=str)
def test_every_text_that_ships_can_be_used(key: TextKey) -> None:
    """The standard texts pass the check that those of officers must pass."""
    subject, body = standard_text(key)
    assert subject
    assert subject_faults(key, subject) == []
    assert body_faults(key, body) == []


def test_all_families_have_texts_in_both_languages() -> None:
    keys = list(all_keys())
    assert len(keys) == (8 * 3 + len(WITH_RESERVES)) * len(LANGUAGES)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("{{ reasonz }}", "{{ reasons }}"),
        ("{{ }}", "this field is empty"),
        ("{{ title", "not closed"),
        ("{% include 'x' %}", "only fields"),
        ("Dit is {{ reasons }} dus.", "a line of its own"),
        ("[hier]({{title}})", "address"),
        ("# Kop", "##"),
        ("{{ amount }}", "{{ amount }}"),
    ],
)
def test_fault_in_a_text_is_named_at_once(text: str, word: str) -> None:
    """Unknown, empty, unclosed and misplaced fields; in a rejection there is no amount."""
    assert body_faults(KEY, NEEDED) == []
    with translation.override("en"):
        faults = body_faults(KEY, f"{NEEDED}\n\n{text}")
    assert len(faults) == 1
    assert word in faults[0]


def test_every_missing_field_is_named_with_its_ground() -> None:
    """Article 55 and Aw 2.130: reasons, relative advantages, names, the exact standstill."""
    key = TextKey("partnership", "rejection", "nl")
    with translation.override("nl"):
        faults = "\n".join(body_faults(key, "Beste mensen,"))
    for name in ("reasons", "scores", "winners", "standstill", "debrief", "remedy", "price"):
        assert f"{{{{ {name} }}}}" in faults
    assert "2.130" in faults
    assert "winners" not in required_in(KEY), "an SBIR tells nobody who else took part"


def test_text_is_never_code(cast: Cast) -> None:
    """What is filled in is escaped and read by nobody: not as HTML, Markdown or a field."""
    decision_set = propose(advised(cast), by=cast.author)
    decision = decision_of(decision_set, cast.rival_company)
    evil = "<script>1</script> **vet** {{ remedy }} {% now 'Y' %}"
    decision.proposal.opened.title = evil
    decision.reasons = evil
    with translation.override("nl"):
        html = fill_body(
            KEY, "{{ title }}\n\n<b>{{ call }}</b>\n\n{{ reasons }}", _context(decision)
        )
    assert "<script" not in html
    assert "<b>" not in html
    assert html.count(escape(evil)) == 2


def _context(decision) -> dict:
    return letter_context(decision)


def test_field_without_a_value_stops_the_letter(cast: Cast) -> None:
    decision_set = propose(advised(cast), by=cast.author)
    decision = decision_of(decision_set, cast.rival_company)
    context = _context(decision)
    assert fill_subject(KEY, "Over {{ title }}", context).startswith("Over Demontabele")
    decision.proposal.opened.title = ""
    with pytest.raises(EmptyField):
        fill_subject(KEY, "Over {{ title }}", context)


def test_text_of_an_authority_replaces_the_standard_one(cast: Cast) -> None:
    assert selectors.text_in_use(cast.province, KEY).version == 0
    saved = save(cast, NEEDED)
    now = selectors.text_in_use(cast.province, KEY)
    assert (now.version, now.body, saved.written_by) == (1, NEEDED, cast.outsider)
    assert selectors.text_in_use(cast.rws, KEY).version == 0
    assert selectors.last_versions(cast.province) == {KEY: 1}


def test_text_with_faults_is_not_kept(cast: Cast) -> None:
    with pytest.raises(TransitionRefused):
        save(cast, "Zonder redenen.")
    assert not LetterText.objects.exists()


def test_officer_of_another_authority_cannot_write_it(cast: Cast) -> None:
    for person in (cast.author, cast.applicant, cast.analyst):
        with pytest.raises(PermissionDenied):
            save(cast, NEEDED, by=person)


def test_going_back_makes_a_new_version(cast: Cast) -> None:
    save(cast, NEEDED)
    save(cast, f"{NEEDED}\n\nDank u.", seen_version=1)
    restored = services.restore_text(cast.province, KEY, 1, seen_version=2, by=cast.outsider)
    assert (restored.version, restored.restored, restored.body) == (3, 1, NEEDED)
    standard = services.restore_text(cast.province, KEY, 0, seen_version=3, by=cast.outsider)
    assert (standard.version, standard.body) == (4, standard_text(KEY)[1])


def test_save_after_a_colleague_saved_is_refused(cast: Cast) -> None:
    save(cast, NEEDED)
    with pytest.raises(TransitionRefused, match="1"):
        save(cast, f"{NEEDED}\n\nDank u.", seen_version=0)


def test_version_does_not_change(cast: Cast) -> None:
    saved = save(cast, NEEDED)
    for write in (
        lambda rows: rows.update(body="anders"),
        lambda rows: rows.delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            write(LetterText.objects.filter(pk=saved.pk))


def test_only_fields_of_the_kind_of_letter_are_offered() -> None:
    names = {field.name for field in allowed_in(TextKey("team", "award", "nl"))}
    assert "next_phase" in names
    assert names.isdisjoint({"amount", "price", "scores", "winners", "standstill"})
