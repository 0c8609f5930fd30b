from django.db import migrations

from portal.database import append_only_trigger

# The time of receipt is the database's, taken while the phase is locked against opening and
# against a change of its deadline. "Before 12:00" means received < 12:00:00.000000.
RECEIVE = """
CREATE FUNCTION applications_receive() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    own_window record;
BEGIN
    SELECT phase.id, opens_at, closes_at, call.state AS call_state INTO STRICT own_window
        FROM calls_phase AS phase
        JOIN calls_call AS call ON call.id = phase.call_id
        JOIN applications_proposal AS proposal ON proposal.phase_id = phase.id
        WHERE proposal.id = NEW.proposal_id
        FOR SHARE OF phase;
    IF NEW.phase_id <> own_window.id THEN
        RAISE EXCEPTION 'the submission names another phase than its proposal'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    NEW.received_at := portal_now();
    IF own_window.call_state <> 'published' OR own_window.opens_at IS NULL
            OR NEW.received_at < own_window.opens_at
            OR NEW.received_at >= own_window.closes_at THEN
        RAISE EXCEPTION 'received outside the window of the phase'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'submission_in_time';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER applications_submission_receive BEFORE INSERT ON applications_submission
    FOR EACH ROW EXECUTE FUNCTION applications_receive();
"""

# A withdrawal counts only while one could still send.
WITHDRAW = """
CREATE FUNCTION applications_take_back() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    closes timestamptz;
BEGIN
    SELECT phase.closes_at INTO STRICT closes
        FROM calls_phase AS phase
        JOIN applications_submission AS submission ON submission.phase_id = phase.id
        WHERE submission.id = NEW.submission_id
        FOR SHARE OF phase;
    NEW.at := portal_now();
    IF NEW.at >= closes THEN
        RAISE EXCEPTION 'withdrawn after the deadline'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'withdrawal_in_time';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER applications_withdrawal_take_back BEFORE INSERT ON applications_withdrawal
    FOR EACH ROW EXECUTE FUNCTION applications_take_back();
"""

TABLES = (
    "applications_submission",
    "applications_submissionfile",
    "applications_withdrawal",
    "applications_refusedattempt",
)


class Migration(migrations.Migration):
    """Receipt by the database's clock, under a shared lock; sent is sent."""

    dependencies = [("applications", "0001_initial")]
    operations = [
        migrations.RunSQL(RECEIVE, "DROP FUNCTION applications_receive CASCADE"),
        migrations.RunSQL(WITHDRAW, "DROP FUNCTION applications_take_back CASCADE"),
        *(
            migrations.RunSQL(
                append_only_trigger(table), f"DROP TRIGGER {table}_append_only ON {table}"
            )
            for table in TABLES
        ),
    ]
