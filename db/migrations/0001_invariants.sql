-- What the database itself refuses, whatever a program above it believes.

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER ledger_transfers_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_transfers
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER ledger_entries_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entries
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER payment_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON payment_log
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER order_history_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON order_history
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE FUNCTION ledger_transfer_balances() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  checked uuid;
BEGIN
  IF TG_TABLE_NAME = 'ledger_entries' THEN checked := NEW.transfer_id; ELSE checked := NEW.id; END IF;
  IF (SELECT count(*) FROM ledger_entries WHERE transfer_id = checked) < 2 OR EXISTS (
    SELECT 1 FROM ledger_entries WHERE transfer_id = checked
    GROUP BY currency HAVING sum(amount_minor) <> 0
  ) THEN
    RAISE EXCEPTION 'ledger transfer % does not balance', checked USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER ledger_transfers_balance AFTER INSERT ON ledger_transfers
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_transfer_balances();
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER ledger_entries_balance AFTER INSERT ON ledger_entries
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_transfer_balances();
--> statement-breakpoint
ALTER TABLE ledger_entries ADD CONSTRAINT ledger_entries_not_zero CHECK (amount_minor <> 0);
--> statement-breakpoint
ALTER TABLE prices ADD CONSTRAINT prices_not_negative CHECK (amount_minor >= 0);
--> statement-breakpoint
ALTER TABLE charges ADD CONSTRAINT charges_positive CHECK (amount_minor > 0);
--> statement-breakpoint
ALTER TABLE refunds ADD CONSTRAINT refunds_positive CHECK (amount_minor > 0);
--> statement-breakpoint
ALTER TABLE orders ADD CONSTRAINT orders_refunded_within_total
  CHECK (refunded_minor >= 0 AND refunded_minor <= total_minor);
--> statement-breakpoint
CREATE FUNCTION refunds_within_charge() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM charges WHERE id = NEW.charge_id FOR UPDATE;
  IF (SELECT coalesce(sum(amount_minor), 0) FROM refunds
      WHERE charge_id = NEW.charge_id AND status <> 'failed')
     > (SELECT amount_minor FROM charges WHERE id = NEW.charge_id) THEN
    RAISE EXCEPTION 'refunds exceed charge %', NEW.charge_id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER refunds_within_charge AFTER INSERT OR UPDATE OF status, amount_minor ON refunds
  FOR EACH ROW EXECUTE FUNCTION refunds_within_charge();
--> statement-breakpoint
-- Public pages are kept in memory by every web process; these facts make them stale.
CREATE FUNCTION tell_public_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('wenqu_public_change', '');
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER events_tell_public_change AFTER INSERT ON events FOR EACH ROW
  WHEN (NEW.name ~ '^(item|price|settings|person|category)\.')
  EXECUTE FUNCTION tell_public_change();
