from django.db import migrations

from portal.database import append_only_trigger

# A score is final once its sheet is handed in, whatever asks for the change (REQ-06).
SCORE_IS_FINAL = """
CREATE FUNCTION assessment_score_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    sheet_state text;
BEGIN
    SELECT state INTO sheet_state FROM assessment_scoresheet WHERE id = NEW.sheet_id;
    IF sheet_state <> 'draft' THEN
        RAISE EXCEPTION 'the score sheet is %, its scores are final', sheet_state
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER assessment_score_is_final BEFORE INSERT OR UPDATE ON assessment_score
    FOR EACH ROW EXECUTE FUNCTION assessment_score_is_final();
"""
UNDO = """
DROP TRIGGER assessment_score_is_final ON assessment_score;
DROP FUNCTION assessment_score_is_final();
"""


class Migration(migrations.Migration):
    dependencies = [("assessment", "0001_initial")]

    operations = [
        *[
            migrations.RunSQL(
                append_only_trigger(table), f"DROP TRIGGER {table}_append_only ON {table}"
            )
            for table in ("assessment_ranking", "assessment_rankingrow")
        ],
        migrations.RunSQL(SCORE_IS_FINAL, UNDO),
    ]
