from django.db import migrations

FREEZE = """
CREATE FUNCTION refuse_change_of_letter_text() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a version of a text does not change: a correction is a new version'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER letter_text_frozen BEFORE UPDATE OR DELETE ON lettering_lettertext
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_letter_text();
CREATE TRIGGER letter_source_frozen BEFORE UPDATE ON lettering_lettersource
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_letter_text();

-- A letter that nobody got yet can be made anew; once they were sent, none can.
CREATE OR REPLACE FUNCTION refuse_change_of_letter() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    stage text;
BEGIN
    IF TG_OP = 'DELETE' THEN
        SELECT s.state INTO stage FROM awards_decision d
            JOIN awards_decisionset s ON s.id = d.decision_set_id WHERE d.id = OLD.decision_id;
        IF stage = 'approved' THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION 'a letter that was sent stays'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.opened_at IS NOT NULL
        OR (NEW.decision_id, NEW.number, NEW.file_id, NEW.sha256, NEW.rendered_at)
            IS DISTINCT FROM
           (OLD.decision_id, OLD.number, OLD.file_id, OLD.sha256, OLD.rendered_at) THEN
        RAISE EXCEPTION 'a letter does not change; it is only opened, once'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
"""
THAW = """
DROP TRIGGER letter_source_frozen ON lettering_lettersource;
DROP TRIGGER letter_text_frozen ON lettering_lettertext;
DROP FUNCTION refuse_change_of_letter_text();
CREATE OR REPLACE FUNCTION refuse_change_of_letter() RETURNS trigger LANGUAGE plpgsql AS $$
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
"""


class Migration(migrations.Migration):
    """Every version of a text stays as it was saved; letters may be made anew until they are sent."""

    dependencies = [("lettering", "0001_initial")]
    operations = [migrations.RunSQL(FREEZE, THAW)]
