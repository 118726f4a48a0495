-- What the database itself refuses of shares, and sales of 0.1.0 brought under settlement.

ALTER TABLE collaborators ADD CONSTRAINT collaborators_part CHECK (basis_points BETWEEN 1 AND 10000);
--> statement-breakpoint
ALTER TABLE creator_terms ADD CONSTRAINT creator_terms_range
  CHECK (fee_basis_points BETWEEN 0 AND 10000 AND fee_fixed_minor >= 0);
--> statement-breakpoint
ALTER TABLE delivery_promises ADD CONSTRAINT delivery_promises_positive CHECK (planned_lessons > 0);
--> statement-breakpoint
ALTER TABLE sale_shares ADD CONSTRAINT sale_shares_within
  CHECK (deferred_minor >= 0 AND refunded_minor >= 0 AND deferred_minor + refunded_minor <= amount_minor);
--> statement-breakpoint
ALTER TABLE sale_shares ADD CONSTRAINT sale_shares_owner
  CHECK ((role = 'platform') = (person_id IS NULL));
--> statement-breakpoint
ALTER TABLE held_lots ADD CONSTRAINT held_lots_not_negative CHECK (left_minor >= 0);
--> statement-breakpoint
CREATE TRIGGER refund_takings_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON refund_takings
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE FUNCTION refuse_change_of_share() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR (NEW.order_id, NEW.position, NEW.rank, NEW.role, NEW.person_id, NEW.currency,
    NEW.amount_minor) IS DISTINCT FROM (OLD.order_id, OLD.position, OLD.rank, OLD.role, OLD.person_id,
    OLD.currency, OLD.amount_minor) THEN
    RAISE EXCEPTION 'whose share it is never changes' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER sale_shares_fixed BEFORE UPDATE OR DELETE ON sale_shares
  FOR EACH ROW EXECUTE FUNCTION refuse_change_of_share();
--> statement-breakpoint
-- Sales booked as revenue: their authors' shares are payable; what was given back is refunded.
INSERT INTO sale_shares (order_id, position, rank, role, person_id, currency, amount_minor,
  deferred_minor, refunded_minor)
SELECT l.order_id, l.position, 0, 'author', i.author_id, o.currency, l.amount_minor, 0,
  CASE WHEN EXISTS (SELECT 1 FROM refunds r WHERE r.charge_id = c.id AND r.status <> 'failed')
    THEN l.amount_minor ELSE 0 END
FROM orders o
JOIN charges c ON c.subject = o.id::text AND c.status = 'settled'
JOIN order_lines l ON l.order_id = o.id AND l.amount_minor > 0
JOIN items i ON i.id = l.item_id
WHERE EXISTS (SELECT 1 FROM ledger_transfers t WHERE t.key = 'sale:' || c.id);
--> statement-breakpoint
INSERT INTO refund_takings (refund_id, order_id, position, rank, stage, amount_minor)
SELECT r.id, s.order_id, s.position, s.rank, 'payable', s.amount_minor
FROM sale_shares s
JOIN charges c ON c.subject = s.order_id::text AND c.status = 'settled'
JOIN refunds r ON r.charge_id = c.id AND r.status <> 'failed'
WHERE s.refunded_minor > 0;
--> statement-breakpoint
WITH old AS (
  SELECT account, currency, sum(amount_minor)::bigint AS balance, gen_random_uuid() AS id
  FROM ledger_entries WHERE account LIKE 'revenue:%'
  GROUP BY account, currency HAVING sum(amount_minor) <> 0
), moved AS (
  INSERT INTO ledger_transfers (id, key, kind, subject, at)
  SELECT id, 'migrated:' || account || ':' || currency, 'adjustment', account, now() FROM old
)
INSERT INTO ledger_entries (transfer_id, account, currency, amount_minor)
SELECT id, account, currency, -balance FROM old
UNION ALL
SELECT id, 'payable:' || split_part(account, ':', 2), currency, balance FROM old;
