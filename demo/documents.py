"""PDFs that invented people hand in: project plans, reports, and the model contract of a call."""

from functools import cache

from django.utils.html import format_html, format_html_join

from portal import pdf


@cache
def project_plan(title: str, sentences: tuple[str, ...]) -> bytes:
    """A short project plan as PDF. It names nobody, so one idea has one plan."""
    return _document(title, "Projectplan (verzonnen)", (("Aanpak", " ".join(sentences)),))


@cache
def paged_document(title: str, pages: int) -> bytes:
    """A PDF of exactly so many pages, each with its number."""
    parts = format_html_join(
        "",
        '<section style="break-after: page"><h2>Pagina {}</h2><p>{}</p></section>',
        ((number, f"Verzonnen bladzijde {number}.") for number in range(1, pages + 1)),
    )
    html = format_html(
        '<!DOCTYPE html><html lang="nl"><head><title>{}</title></head><body>{}</body></html>',
        title, parts,
    )  # fmt: skip
    return pdf.from_html(html)


def study_report(title: str, company: str, texts: list[tuple[str, str]]) -> bytes:
    """What a contract delivers, as PDF."""
    return _document(title, f"Verslag van {company} (verzonnen)", tuple(texts))


@cache
def model_contract(title: str, authority: str) -> bytes:
    """The model contract that belongs to a case's call."""
    intro = (
        f"Deze modelovereenkomst hoort bij de oproep {title} van "
        f"{authority}. Zij is verzonnen voor de demonstratie en is door een jurist te "
        "controleren voordat iemand haar gebruikt."
    )
    parts = (
        ("Onderwerp", intro),
        ("Resultaat en betaling", "De opdrachtnemer levert het verslag dat in de oproep staat. "
         "De opdrachtgever betaalt in termijnen, na acceptatie van elk onderdeel."),
        ("Intellectueel eigendom", "De rechten op het resultaat blijven bij de opdrachtnemer. "
         "De opdrachtgever krijgt een gebruiksrecht voor eigen taken."),
    )  # fmt: skip
    return _document("Modelovereenkomst", title, parts)


@cache
def authorisation(company: str, signatory: str, intermediary: str) -> bytes:
    """A signed authorisation: an intermediary writes and sends offers for a company."""
    text = (
        f"{signatory} machtigt {intermediary} om namens {company} offertes te schrijven en in te "
        "sturen op Trechter. De machtiging geldt één jaar."
    )
    return _document("Machtiging", f"{company} (verzonnen)", (("Wie wat mag", text),))


def file_name(title: str) -> str:
    """A file name made of a title."""
    words = "".join(letter if letter.isalnum() else "-" for letter in title.lower())
    return f"{'-'.join(word for word in words.split('-') if word)[:60]}.pdf"


def _document(title: str, subtitle: str, parts: tuple[tuple[str, str], ...]) -> bytes:
    body = format_html_join(
        "", "<h2>{}</h2><p>{}</p>", ((heading, text) for heading, text in parts)
    )
    html = format_html(
        '<!DOCTYPE html><html lang="nl"><head><title>{}</title></head>'
        "<body><h1>{}</h1><p>{}</p>{}</body></html>",
        title, title, subtitle, body,
    )  # fmt: skip
    return pdf.from_html(html)
