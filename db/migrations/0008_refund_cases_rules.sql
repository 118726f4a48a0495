ALTER TABLE refund_cases ADD CONSTRAINT refund_cases_positive CHECK (amount_minor > 0);
--> statement-breakpoint
ALTER TABLE refund_lines ADD CONSTRAINT refund_lines_positive CHECK (amount_minor >= 0);
--> statement-breakpoint
CREATE TRIGGER refund_lines_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON refund_lines
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
-- Refunds of 0.1.0 were whole orders decided by one person: the cases they would have been.
INSERT INTO refund_cases (id, order_id, amount_minor, currency, reason, status, requested_by, refund_id, created_at)
SELECT r.id, o.id, r.amount_minor, r.currency, r.reason, 'approved', r.requested_by, r.id, r.created_at
FROM refunds r JOIN charges c ON c.id = r.charge_id AND c.status = 'settled'
JOIN orders o ON o.id::text = c.subject
WHERE r.amount_minor = o.total_minor AND o.status <> 'cancelled';
--> statement-breakpoint
INSERT INTO refund_lines (case_id, position, amount_minor, returns, deductions)
SELECT k.id, l.position, l.amount_minor, true, '[]'::jsonb
FROM refund_cases k JOIN order_lines l ON l.order_id = k.order_id;
