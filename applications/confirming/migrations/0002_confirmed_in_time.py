from django.db import migrations

from portal.database import append_only_trigger

# A confirmation counts only while one could still send; the database stamps its moment.
CONFIRM = """
CREATE FUNCTION confirming_in_time() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    own_window record;
BEGIN
    SELECT phase.closes_at, call.state AS call_state INTO STRICT own_window
        FROM calls_phase AS phase
        JOIN calls_call AS call ON call.id = phase.call_id
        JOIN applications_submission AS submission ON submission.phase_id = phase.id
        WHERE submission.id = NEW.submission_id
        FOR SHARE OF phase;
    NEW.at := portal_now();
    IF own_window.call_state <> 'published' OR NEW.at >= own_window.closes_at THEN
        RAISE EXCEPTION 'confirmed after the deadline'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'confirmation_in_time';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER confirming_confirmation_in_time BEFORE INSERT ON confirming_confirmation
    FOR EACH ROW EXECUTE FUNCTION confirming_in_time();
"""
TABLE = "confirming_confirmation"


class Migration(migrations.Migration):
    """Confirmed in time by the database's clock; what was confirmed stands."""

    dependencies = [("confirming", "0001_initial"), ("applications", "0002_receipt")]
    operations = [
        migrations.RunSQL(CONFIRM, "DROP FUNCTION confirming_in_time CASCADE"),
        migrations.RunSQL(
            append_only_trigger(TABLE), f"DROP TRIGGER {TABLE}_append_only ON {TABLE}"
        ),
    ]
