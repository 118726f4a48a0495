CREATE TRIGGER bill_difference_history_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON bill_difference_history
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
-- Differences are made by the thousand in one statement; none may change without its history.
CREATE FUNCTION keep_difference_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' OR OLD.state IS DISTINCT FROM NEW.state THEN
    INSERT INTO bill_difference_history (difference_id, from_state, to_state, actor, note, at)
    VALUES (NEW.id, CASE WHEN TG_OP = 'UPDATE' THEN OLD.state END, NEW.state, NEW.changed_by, NEW.note, NEW.changed_at);
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER bill_differences_history AFTER INSERT OR UPDATE ON bill_differences
  FOR EACH ROW EXECUTE FUNCTION keep_difference_history();
--> statement-breakpoint
ALTER TABLE bill_lines ADD CONSTRAINT bill_lines_not_negative CHECK (amount_minor >= 0);
