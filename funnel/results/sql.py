"""SQL that keeps one row per public story, for the list and its search.

Triggers keep the rows, so nothing that writes a story has to think of them. Words are kept in Dutch
and in English, by the functions of the catalogue of calls (calls/catalogue/sql.py).
"""

AWARDS = """
CREATE FUNCTION results_list_story(wanted bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM results_storylisting WHERE story_id = wanted;
    INSERT INTO results_storylisting (story_id, earlier_id, year, words)
    SELECT story.id, NULL,
        extract(year FROM story.answered_at AT TIME ZONE 'Europe/Amsterdam'),
        catalogue_both(story.title || ' ' || call.title || ' ' || call.title_en, 'A')
        || setweight(to_tsvector('catalogue_plain', concat_ws(' ', call.reference, lead.name,
            authority.name)), 'A')
        || catalogue_both(call.summary || ' ' || story.text, 'B')
    FROM stories_story AS story
    JOIN applications_dossier AS dossier ON dossier.id = story.dossier_id
    JOIN calls_call AS call ON call.id = dossier.call_id
    JOIN accounts_organisation AS lead ON lead.id = dossier.lead_id
    JOIN accounts_organisation AS authority ON authority.id = call.contracting_authority_id
    WHERE story.id = wanted AND story.state = 'approved';
END $$;
CREATE FUNCTION results_story_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM results_list_story(NEW.id);
    RETURN NULL;
END $$;
CREATE TRIGGER results_story_changed AFTER INSERT OR UPDATE OF state, title, text ON stories_story
    FOR EACH ROW EXECUTE FUNCTION results_story_changed();
SELECT results_list_story(id) FROM stories_story WHERE state = 'approved';
"""

EARLIER = """
CREATE FUNCTION results_earlier_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM results_storylisting WHERE earlier_id = NEW.id;
    IF NEW.state = 'published' THEN
        INSERT INTO results_storylisting (story_id, earlier_id, year, words)
        VALUES (NULL, NEW.id, NEW.year,
            catalogue_both(NEW.title || ' ' || NEW.title_en, 'A')
            || setweight(to_tsvector('catalogue_plain', concat_ws(' ', NEW.company,
                NEW.authority)), 'A')
            || catalogue_both(concat_ws(' ', NEW.summary, NEW.summary_en, NEW.text), 'B'));
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER results_earlier_changed AFTER INSERT OR UPDATE ON results_earlierstory
    FOR EACH ROW EXECUTE FUNCTION results_earlier_changed();
"""

INSTALL = AWARDS + EARLIER
