"""The manuals: equal in two languages, true to the words of the pages, beside what they explain."""

import re
from collections import Counter

import pytest
from django.test import Client
from django.urls import get_resolver, reverse
from PIL import Image

from dev import messages
from portal.help import manuals
from portal.operating import readiness
from tests.cast import Cast, client_of

LANGUAGES = ("nl", "en")
ON_THE_PAGE = re.compile(r"“([^”]+)”")


def chapters(language: str) -> list[manuals.Chapter]:
    return [each for word in manuals.ROLES for each in manuals.manual(word, language).chapters]


def source(word: str, language: str) -> str:
    return (manuals.FOLDER / f"{manuals.ROLES[word]}.{language}.md").read_text()


@pytest.mark.parametrize("word", manuals.ROLES)
def test_english_has_the_same_chapters_as_dutch(word: str) -> None:
    dutch, english = (manuals.manual(word, language).chapters for language in LANGUAGES)
    assert [(each.key, each.pages) for each in dutch] == [
        (each.key, each.pages) for each in english
    ]
    assert [len(each.pictures) for each in dutch] == [len(each.pictures) for each in english]
    for one, other in zip(dutch, english, strict=True):
        assert one.text.count("<li>") == other.text.count("<li>"), one.key
    assert len({each.key for each in dutch}) == len(dutch)


@pytest.mark.parametrize("word", manuals.ROLES)
def test_words_between_quotes_are_those_on_the_pages(word: str) -> None:
    """A button that gets another name must get it in the manual too."""
    catalogue = [entry for entry in messages.open_catalogue() if not entry.obsolete]
    known = {
        "nl": {entry.msgstr for entry in catalogue}, "en": {entry.msgid for entry in catalogue},
    }  # fmt: skip
    for language in LANGUAGES:
        quoted = ON_THE_PAGE.findall(source(word, language))
        assert set(quoted) - known[language] == set()


def test_page_is_explained_in_one_chapter_and_exists() -> None:
    named = Counter(page for each in chapters("nl") for page in each.pages)
    assert [page for page, times in named.items() if times > 1] == []
    for page in named:
        space, _, name = page.rpartition(":")
        resolver = get_resolver()
        if space:
            resolver = resolver.namespace_dict[space][1]
        assert name in resolver.reverse_dict, page


def test_pictures_are_there_and_all_are_used() -> None:
    """The walks take them (SCREENSHOTS); one that nobody shows, or that is not there, is seen."""
    asked = {picture.file for language in LANGUAGES for each in chapters(language)
             for picture in each.pictures}  # fmt: skip
    there = {f"manual/{file.name}" for file in manuals.PICTURES.iterdir()}
    assert there == asked
    for file in there:
        with Image.open(manuals.PICTURES.parent / file) as picture:
            assert picture.size == manuals.PICTURE_SIZE, file


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_everybody_reads_manuals(language: str) -> None:
    page = Client().get(f"{reverse('help:manual', args=['bedrijf'])}?taal={language}")
    text = page.content.decode()
    for each in manuals.manual("bedrijf", language).chapters:
        assert f'id="{each.key}"' in text
        assert each.title in text
    assert Client().get(reverse("help:manual", args=["niemand"])).status_code == 404


@pytest.mark.django_db
def test_page_leads_to_its_chapter() -> None:
    """And a page that no chapter explains leads nowhere."""
    shown = Client().get(reverse("calls:list")).content.decode()
    assert 'href="/hulp/bedrijf/#find"' in shown
    assert "#find" not in Client().get(reverse("about")).content.decode()


def test_officer_is_helped_as_an_officer(cast: Cast) -> None:
    assert "/hulp/inkoper/#begin" in client_of(cast.officer).get("/gunning/").content.decode()


@pytest.mark.django_db
def test_page_tells_which_part_does_not_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: with every part at work it says yes."""

    def fails() -> None:
        raise readiness.Unfit("a secret of the server")

    monkeypatch.setattr(readiness, "ASKED", {"clock": lambda: None})
    assert "Ja. Elk onderdeel werkt." in Client().get(reverse("help:state")).content.decode()
    monkeypatch.setattr(readiness, "ASKED", {"clock": lambda: None, "storage": fails})
    text = Client().get(reverse("help:state")).content.decode()
    assert text.count("werkt niet") == 1
    assert "a secret" not in text
