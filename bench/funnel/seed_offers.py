"""Offers by the hundred thousand behind the calls of bench/seed_calls.py, written by the database.

Twenty offers stand in the first phase of every call. Where the vault is open, nine in ten are
admissible and these are ranked; where letters went out the first three are awarded, have a
contract, and some are paid, ended early or bought.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, connections, transaction
from django.utils import timezone

from bench.seed_calls import seed as seed_calls
from calls.models import Phase
from portal.accounts.models import Organisation, StepUp, User

EACH = 20  # offers in a call
COMPANIES = 500
GUARDED = (
    "applications_dossier", "applications_proposal", "applications_submission",
    "applications_openedproposal", "assessment_rankingrow", "awards_decision", "calls_phase",
)  # fmt: skip
OPENED = "('assessing', 'informed', 'completed')"
TOLD = "('informed', 'completed')"
STATEMENTS = (
    """
    INSERT INTO applications_dossier (reference, call_id, lead_id, pseudonym, started_at)
    SELECT 'B' || lpad((phase.id * {each} + number)::text, 8, '0'),
        phase.call_id, (%(companies)s)[1 + (phase.id * 7 + number) %% {companies}], '', portal_now()
    FROM calls_phase AS phase CROSS JOIN generate_series(1, {each}) AS number
    WHERE phase.code = 'feasibility' AND phase.id > %(after)s
    """,
    """
    INSERT INTO applications_proposal (dossier_id, phase_id, state)
    SELECT dossier.id, phase.id, CASE WHEN phase.state IN {opened} THEN 'opened' ELSE 'sent' END
    FROM applications_dossier AS dossier
    JOIN calls_phase AS phase ON phase.call_id = dossier.call_id AND phase.code = 'feasibility'
    WHERE phase.id > %(after)s
    """,
    """
    INSERT INTO applications_submission (proposal_id, phase_id, number, call_version_id,
        sealed_payload, key_for_phase, key_for_company, manifest, manifest_sha256, sent_by_id,
        received_at)
    SELECT proposal.id, phase.id, 1, version.id, '', '', '', '{{}}', repeat('0', 64), %(person)s,
        phase.closes_at - interval '1 hour'
    FROM applications_proposal AS proposal JOIN calls_phase AS phase ON phase.id = proposal.phase_id
    JOIN calls_callversion AS version ON version.call_id = phase.call_id AND version.number = 1
    WHERE phase.id > %(after)s
    """,
    """
    INSERT INTO applications_opening (phase_id, started_by_id, started_at, start_proof_id,
        confirmed_by_id, confirm_proof_id, opened_at, root_sha256)
    SELECT id, %(person)s, closes_at, %(proof)s, %(other)s, %(proof)s, closes_at, repeat('0', 64)
    FROM calls_phase WHERE code = 'feasibility' AND state IN {opened} AND id > %(after)s
    """,
    """
    INSERT INTO applications_openedproposal (proposal_id, submission_id, title, public_summary,
        answers, price_excl_vat, vat_rate, price_incl_vat, rd_share)
    SELECT proposal_id, id, 'Offerte', '', '{{}}', 40000 + id %% 1000, 21,
        round((40000 + id %% 1000) * 1.21, 2), 80
    FROM applications_submission
    WHERE phase_id > %(after)s AND phase_id IN (SELECT phase_id FROM applications_opening)
    """,
    """
    INSERT INTO applications_admissibility (proposal_id, is_admissible, grounds, reasons,
        judged_by_id, judged_at)
    SELECT opened.proposal_id, proposal.id %% 10 <> 0, '[]', 'Te laat.', %(person)s, portal_now()
    FROM applications_openedproposal AS opened
    JOIN applications_proposal AS proposal ON proposal.id = opened.proposal_id
    WHERE proposal.phase_id > %(after)s
    """,
    """
    INSERT INTO assessment_committee (phase_id, state, min_valid_scores, reason_words, formed_at)
    SELECT id, 'advised', 3, 0, portal_now() FROM calls_phase
    WHERE code = 'feasibility' AND state IN {opened} AND id > %(after)s
    """,
    """
    INSERT INTO assessment_ranking (committee_id, rules, sha256, ranked_at)
    SELECT id, '{{}}', repeat('0', 64), portal_now() FROM assessment_committee
    WHERE phase_id > %(after)s
    """,
    """
    INSERT INTO assessment_rankingrow (ranking_id, proposal_id, rank, total, total_shown, scores,
        price_incl_vat, outcome)
    SELECT ranking_id, proposal_id, CASE WHEN place <= 12 THEN place END, '7', 7, '{{}}',
        price_incl_vat, CASE WHEN place <= 3 THEN 'within_budget'
            WHEN place <= 12 THEN 'beyond_budget' ELSE 'below_threshold' END
    FROM (
        SELECT ranking.id AS ranking_id, proposal.id AS proposal_id, opened.price_incl_vat,
            row_number() OVER (PARTITION BY proposal.phase_id ORDER BY proposal.id) AS place
        FROM applications_admissibility AS judged
        JOIN applications_proposal AS proposal ON proposal.id = judged.proposal_id
        JOIN applications_openedproposal AS opened ON opened.proposal_id = proposal.id
        JOIN assessment_committee AS committee ON committee.phase_id = proposal.phase_id
        JOIN assessment_ranking AS ranking ON ranking.committee_id = committee.id
        WHERE judged.is_admissible AND proposal.phase_id > %(after)s
    ) AS placed
    """,
    """
    INSERT INTO awards_decisionset (phase_id, state, proposed_by_id, proposed_at, approved_by_id,
        approved_at, released_by_id, released_at, sha256)
    SELECT id, 'released', %(person)s, portal_now(), %(other)s, portal_now(), %(person)s,
        portal_now(), repeat('0', 64)
    FROM calls_phase WHERE code = 'feasibility' AND state IN {told} AND id > %(after)s
    """,
    """
    INSERT INTO awards_decision (decision_set_id, proposal_id, outcome, advised, needs_money,
        amount_incl_vat, condition, reasons, deviation_reasons)
    SELECT decided.id, row.proposal_id, chosen.now, chosen.now, true,
        CASE WHEN chosen.now = 'award' THEN row.price_incl_vat END, '', '', ''
    FROM assessment_rankingrow AS row
    JOIN applications_proposal AS proposal ON proposal.id = row.proposal_id
    JOIN awards_decisionset AS decided ON decided.phase_id = proposal.phase_id
    CROSS JOIN LATERAL (
        SELECT CASE WHEN row.rank <= 3 THEN 'award' ELSE 'reject' END AS now
    ) AS chosen
    WHERE proposal.phase_id > %(after)s
    """,
    """
    INSERT INTO awards_contract (uuid, decision_id, state, value_incl_vat)
    SELECT gen_random_uuid(), decision.id, CASE WHEN phase.state <> 'completed' THEN 'running'
        WHEN decision.id %% 10 = 0 THEN 'ended_early' ELSE 'delivered' END, amount_incl_vat
    FROM awards_decision AS decision
    JOIN applications_proposal AS proposal ON proposal.id = decision.proposal_id
    JOIN calls_phase AS phase ON phase.id = proposal.phase_id
    WHERE decision.outcome = 'award' AND phase.id > %(after)s
    """,
    """
    INSERT INTO contracting_payment (uuid, contract_id, state, amount_incl_vat, invoice_number,
        own_reference, remarks, paid_on, requested_at, requested_by_id, recorded_by_id)
    SELECT gen_random_uuid(), contract.id, 'paid', round(value_incl_vat / 2, 2), 'F' || contract.id,
        '', '', current_date, portal_now(), %(person)s, %(other)s
    FROM awards_contract AS contract
    JOIN awards_decision AS decision ON decision.id = contract.decision_id
    JOIN applications_proposal AS proposal ON proposal.id = decision.proposal_id
    WHERE contract.state IN ('delivered', 'ended_early') AND proposal.phase_id > %(after)s
    """,
    """
    INSERT INTO awards_purchase (dossier_id, buyer_id, description, procurement_reference,
        amount_excl_vat, bought_on, recorded_by_id, recorded_at)
    SELECT proposal.dossier_id, %(buyer)s, 'Een reeks', 'TN ' || contract.id, 100000 + contract.id,
        current_date, %(person)s, portal_now()
    FROM awards_contract AS contract
    JOIN awards_decision AS decision ON decision.id = contract.decision_id
    JOIN applications_proposal AS proposal ON proposal.id = decision.proposal_id
    WHERE contract.state = 'delivered' AND contract.id %% 4 = 0 AND proposal.phase_id > %(after)s
    """,
)


def seed(calls: int) -> None:
    """Add so many calls with twenty offers each; the same number gives the same figures."""
    after = Phase.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    seed_calls(calls)
    values: dict[str, Any] = {"after": after, **_people()}
    with _triggers_rest(), transaction.atomic(), connection.cursor() as cursor:
        _add_buying(after)
        for statement in STATEMENTS:
            text = statement.format(opened=OPENED, told=TOLD, each=EACH, companies=COMPANIES)
            cursor.execute(text, values)


def _people() -> dict[str, Any]:
    companies = Organisation.objects.bulk_create(
        Organisation(
            name=f"Bench {number} B.V.", kind=Organisation.Kind.COMPANY,
            size=Organisation.Size.LARGE if number % 4 == 0 else Organisation.Size.SMALL,
        )
        for number in range(COMPANIES)
    )  # fmt: skip
    buyer = Organisation.objects.create(name="Bench koopt", kind=Organisation.Kind.AUTHORITY)
    person, other = User.objects.system("bench"), User.objects.system("bench-two")
    proof = StepUp.objects.create(
        user=person, session_key="bench", method="totp", made_at=timezone.now()
    )
    return {
        "companies": [company.pk for company in companies], "buyer": buyer.pk,
        "person": person.pk, "other": other.pk, "proof": proof.pk,
    }  # fmt: skip


def _add_buying(after: int) -> None:
    """A phase in which nobody sends an offer, for what is bought in the end."""
    Phase.objects.bulk_create(
        Phase(
            call_id=call, code="procurement", kind="procurement", order=3, takes_offers=False,
            entry=Phase.Entry.OPEN,
        )
        for call in Phase.objects.filter(pk__gt=after, order=1).values_list("call", flat=True)
    )  # fmt: skip


@contextmanager
def _triggers_rest() -> Iterator[None]:
    """What guards single rows would take minutes for so many; as the owner, who may do that."""
    _as_owner(f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in GUARDED)
    yield
    _as_owner(f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in GUARDED)
    analyze()


def analyze() -> None:
    """As the database does by itself a minute after so many rows have changed."""
    _as_owner(["ANALYZE"])


def _as_owner(statements: object) -> None:
    with connections["owner"].cursor() as cursor:
        for statement in statements:  # type: ignore[attr-defined]
            cursor.execute(statement)
