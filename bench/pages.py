"""What one page asks of the database."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


def statements_of(client: Client, address: str) -> list[str]:
    """The SQL of one page, once everything that a process keeps is there.

    Raises RuntimeError when the page does not answer with 200.
    """
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answers {answer.status_code}")
    return [query["sql"] for query in captured]
