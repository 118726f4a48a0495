-- What the database itself refuses of payouts.

ALTER TABLE payouts ADD CONSTRAINT payouts_positive CHECK (amount_minor > 0);
--> statement-breakpoint
CREATE TRIGGER payout_history_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON payout_history
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE FUNCTION refuse_change_of_payout() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR (NEW.number, NEW.person_id, NEW.amount_minor, NEW.currency, NEW.method, NEW.details)
    IS DISTINCT FROM (OLD.number, OLD.person_id, OLD.amount_minor, OLD.currency, OLD.method, OLD.details) THEN
    RAISE EXCEPTION 'whom a payout pays, and how much, never changes'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER payouts_fixed BEFORE UPDATE OR DELETE ON payouts
  FOR EACH ROW EXECUTE FUNCTION refuse_change_of_payout();
