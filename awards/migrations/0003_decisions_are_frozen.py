from django.db import migrations

FREEZE = """
CREATE FUNCTION refuse_change_of_decision() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    stage text;
BEGIN
    SELECT state INTO stage FROM awards_decisionset WHERE id = OLD.decision_set_id;
    IF stage <> 'proposed' THEN
        RAISE EXCEPTION 'an approved decision does not change'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER awards_decision_frozen BEFORE UPDATE OR DELETE ON awards_decision
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_decision();

CREATE FUNCTION refuse_change_of_letter() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.opened_at IS NOT NULL
        OR (NEW.decision_id, NEW.number, NEW.file_id, NEW.sha256, NEW.rendered_at)
            IS DISTINCT FROM
           (OLD.decision_id, OLD.number, OLD.file_id, OLD.sha256, OLD.rendered_at) THEN
        RAISE EXCEPTION 'a letter does not change; it is only opened, once'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER awards_letter_frozen BEFORE UPDATE OR DELETE ON awards_letter
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_letter();
"""
THAW = """
DROP TRIGGER awards_letter_frozen ON awards_letter;
DROP FUNCTION refuse_change_of_letter();
DROP TRIGGER awards_decision_frozen ON awards_decision;
DROP FUNCTION refuse_change_of_decision();
"""


class Migration(migrations.Migration):
    """What was approved stays as it was: the rule of awards/services.py, kept by the database."""

    dependencies = [("awards", "0002_publicresult")]
    operations = [migrations.RunSQL(FREEZE, THAW)]
