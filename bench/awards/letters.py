"""A thousand letters beside a bare loop of WeasyPrint over the same HTML, and each read back."""

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from awards.checks import letters_job
from awards.documents import amount_in_letter
from awards.fingerprints import decision_sha256
from awards.letters import TEMPLATE, written
from awards.models import Decision, DecisionSet
from awards.remaking import remake_letters
from bench.bar import Bar
from portal import pdf
from portal.files import store
from portal.look.wording import euro_text
from portal.work import jobs
from tests.portal.test_pdf_seal import PASSWORD, certificate

LEAST, LEAST_SEALED = 0.8, 0.5
BATCH = 50  # letters of each in turn, so that both meet the same load


def bars(decision_set: DecisionSet, sealed: int) -> list[Bar]:
    """Pace and truth of all letters of the set; then the pace of so many sealed ones."""
    share, figure = _race(decision_set)
    count = decision_set.decisions.count()
    wrong = sum(1 for _number in _wrong(decision_set))
    with _certificate():
        remake_letters(decision_set, by=decision_set.proposed_by)
        share_sealed, figure_sealed = _race(decision_set, limit=sealed)
    return [
        Bar(f"letters: {count:,}, wrong name, amount or decision", "0", str(wrong), wrong == 0),
        Bar(
            f"letters: pace beside a bare loop, {count:,}",
            f"at least {LEAST:.0%}",
            f"{share:.0%}: {figure}",
            share >= LEAST,
        ),
        Bar(
            f"letters: pace when sealed, {sealed:,}",
            f"at least {LEAST_SEALED:.0%}",
            f"{share_sealed:.0%}: {figure_sealed}",
            share_sealed >= LEAST_SEALED,
        ),
    ]


def _race(decision_set: DecisionSet, limit: int | None = None) -> tuple[float, str]:
    """The worker's own code and the bare loop in turns; share of the pace, figures."""
    job = letters_job(decision_set)
    if job is None:
        raise ValueError("no letters were asked for")
    units = list(job.units.order_by("pk"))[:limit]
    ours = bare = 0.0
    for begin in range(0, len(units), BATCH):
        batch = units[begin : begin + BATCH]
        pages = [_html_of(int(unit.key)) for unit in batch]
        start = time.perf_counter()
        for page in pages:
            pdf.from_html(page)
        bare += time.perf_counter() - start
        start = time.perf_counter()
        for unit in batch:
            jobs._do_unit(job, unit.pk)
        ours += time.perf_counter() - start
    figure = f"{len(units) / ours:.1f} a second, bare {len(units) / bare:.1f}"
    return bare / ours, figure


def _html_of(decision_id: int) -> str:
    """What the letter of a decision is laid out from."""
    decision = Decision.objects.get(pk=decision_id)
    text, context = written(decision)
    language = text.key.language
    with translation.override(language):
        return render_to_string(TEMPLATE, {**context, "LANGUAGE_CODE": language})


def _wrong(decision_set: DecisionSet) -> Iterator[str]:
    """The letters that lack their own name, amount or decision, or hold those of another."""
    decisions = list(decision_set.decisions.select_related("proposal__dossier__lead", "letter"))
    names = {each.pk: each.proposal.dossier.lead.name for each in decisions}
    amounts = {each.pk: _amount(each) for each in decisions}
    for decision in decisions:
        letter = getattr(decision, "letter", None)
        if letter is None:
            yield str(decision.pk)
            continue
        text = "".join(pdf.text_of(b"".join(store.read(letter.file))).split())
        own = (names[decision.pk], amounts[decision.pk], decision_sha256(decision))
        others = _others(decision.pk, names) | _others(decision.pk, amounts)
        if not all(_squeezed(part) in text for part in own) or any(
            _squeezed(part) in text for part in others
        ):
            yield letter.number


def _others(own: int, texts: dict[int, str]) -> set[str]:
    return {text for key, text in texts.items() if key != own and text not in texts[own]}


def _amount(decision: Decision) -> str:
    with translation.override(written(decision)[0].key.language):
        return euro_text(amount_in_letter(decision) or 0)


def _squeezed(text: str) -> str:
    return "".join(text.split())


@contextmanager
def _certificate() -> Iterator[None]:
    """A certificate that is set for as long as it is asked for."""
    with tempfile.TemporaryDirectory() as folder:
        was = settings.PDF_SEAL_FILE, settings.PDF_SEAL_PASSWORD
        settings.PDF_SEAL_FILE = str(certificate(Path(folder)))
        settings.PDF_SEAL_PASSWORD = PASSWORD
        try:
            yield
        finally:
            settings.PDF_SEAL_FILE, settings.PDF_SEAL_PASSWORD = was
