"""What a large ranking costs: beside the same in SQL by hand, per page, and in queries."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import connection
from django.test import Client
from django.urls import reverse

from assessment import results, selectors
from assessment.models import Committee
from bench.bar import Bar, fastest, timed
from bench.judging.scene import ranked_round
from bench.pages import statements_of
from calls.models import Phase

TIMES = 2
PAGE_MS = 100
# The same ranking as somebody writes it in SQL: what it must at least read, group, sort and sum.
BARE = """
    WITH given AS (
        SELECT sheet.proposal_id, score.criterion_id, sum(score.value) AS total, count(*) AS votes
        FROM assessment_score AS score
        JOIN assessment_scoresheet AS sheet ON sheet.id = score.sheet_id
        JOIN assessment_seat AS seat ON seat.id = sheet.seat_id
        JOIN applications_proposal AS proposal ON proposal.id = sheet.proposal_id
        WHERE proposal.phase_id = %(phase)s AND sheet.state = 'handed_in'
            AND seat.left_at IS NULL AND score.value IS NOT NULL
        GROUP BY sheet.proposal_id, score.criterion_id
    ),
    counted AS (
        SELECT given.proposal_id, criterion.id, criterion.weight, criterion.threshold,
            coalesce(agreed.value::numeric, given.total::numeric / given.votes) AS score
        FROM given JOIN calls_criterion AS criterion ON criterion.id = given.criterion_id
        LEFT JOIN assessment_consensus AS agreed
            ON agreed.proposal_id = given.proposal_id AND agreed.criterion_id = criterion.id
    ),
    scored AS (
        SELECT proposal_id, sum(weight * score) / sum(weight) AS total,
            bool_and(threshold IS NULL OR score >= threshold) AS passes,
            (array_agg(score ORDER BY weight DESC, id))[1] AS heaviest,
            array_agg(score ORDER BY id) AS scores
        FROM counted GROUP BY proposal_id
    )
    SELECT dossier.reference, scored.total, scored.scores, opened.price_incl_vat, opened.title,
        organisation.name, dossier.pseudonym,
        rank() OVER best, sum(opened.price_incl_vat) OVER best
    FROM scored
    JOIN applications_proposal AS proposal ON proposal.id = scored.proposal_id
    JOIN applications_admissibility AS judged
        ON judged.proposal_id = proposal.id AND judged.is_admissible
    JOIN applications_dossier AS dossier ON dossier.id = proposal.dossier_id
    JOIN accounts_organisation AS organisation ON organisation.id = dossier.lead_id
    JOIN applications_openedproposal AS opened ON opened.proposal_id = proposal.id
    WHERE scored.passes
    WINDOW best AS (ORDER BY scored.total DESC, scored.heaviest DESC,
        sha256(convert_to(%(seed)s || E'\\n' || dossier.reference, 'UTF8'))
        ROWS UNBOUNDED PRECEDING)
    ORDER BY rank() OVER best
"""


def bars(offers: int, runs: int = 0) -> list[Bar]:
    """Queries at ten offers and at this number; with `runs` the ranking and its page are timed."""
    small = queries(ranked_round(10).committee)
    committee = ranked_round(offers).committee
    found = query_bars(small, queries(committee), offers)
    if runs:
        found.append(ranking_bar(committee.phase, offers, 2 * runs))
        found.append(page_bar(committee, offers, runs))
    return found


def ranking_bar(phase: Phase, offers: int, runs: int) -> Bar:
    """The whole ranking from its rows, beside the same in SQL."""
    ours, bare = fastest(partial(ranked, phase), partial(by_hand, phase), runs=runs)
    return Bar(
        f"ranking of {offers:,} offers x 5 members x 8 criteria",
        f"{TIMES} x the bare SQL",
        f"{ours / bare:.2f} x: {ours:.1f} ms, bare {bare:.1f} ms",
        ours <= TIMES * bare,
    )


def page_bar(committee: Committee, offers: int, runs: int) -> Bar:
    """The page with a hundred rows of the ranking, on the server."""
    client = reader_of(committee)
    timing = timed(partial(client.get, pages_of(committee)["ranking"]), runs=runs)
    limit = timing.limit(PAGE_MS)
    return Bar(
        f"page of 100 rows of a ranking of {offers:,}",
        f"{PAGE_MS} ms x {timing.factor:.2f} = {limit:.0f} ms",
        f"{timing.ms:.1f} ms",
        timing.ms <= limit,
    )


def query_bars(small: dict[str, int], large: dict[str, int], offers: int) -> list[Bar]:
    """The number of queries of each page at both sizes."""
    return [
        Bar(f"queries at 10 and {offers:,} offers, {name}", "equal", f"{small[name]}, {number}",
            small[name] == number)
        for name, number in large.items()
    ]  # fmt: skip


def queries(
    committee: Committee, count: Callable[[Client, str], int] | None = None
) -> dict[str, int]:
    """How many queries the pages of the outcome take, once what a process keeps is there."""
    count = count or queries_of
    client = reader_of(committee)
    return {name: count(client, address) for name, address in pages_of(committee).items()}


def queries_of(client: Client, address: str) -> int:
    """The queries of one page."""
    return len(statements_of(client, address))


def pages_of(committee: Committee) -> dict[str, str]:
    """The pages that list offers."""
    place = [committee.phase.call.reference, committee.phase.code]
    return {
        "ranking": reverse("assessment:ranking", args=place),
        "what if": reverse("line:line", args=place),
        "own scores": reverse("assessment:offers", args=place),
        "agenda": reverse("assessment:consensus", args=place),
    }


def reader_of(committee: Committee) -> Client:
    """A browser of the chair."""
    client = Client()
    client.force_login(committee.seats.get(role="chair").user)
    return client


def ranked(phase: Phase) -> Any:
    """What the portal does when a round is closed, but for storing it."""
    return results.rank(phase, selectors.admissible(phase))


def by_hand(phase: Phase) -> list[Any]:
    """The ranking in one query."""
    with connection.cursor() as cursor:
        cursor.execute(BARE, {"phase": phase.pk, "seed": results.seed_of(phase)})
        return cursor.fetchall()
