"""Small PDFs with words in them."""

from portal import pdf


def paper(*lines: str) -> bytes:
    """One page with these lines."""
    body = "".join(f"<p>{line}</p>" for line in lines)
    return pdf.from_html(f'<html lang="nl"><title>Stuk</title><body>{body}</body></html>')
