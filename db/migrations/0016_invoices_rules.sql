-- What the database itself refuses of invoices and disputes.

ALTER TABLE invoices ADD CONSTRAINT invoices_positive CHECK (amount_minor > 0);
--> statement-breakpoint
ALTER TABLE invoice_lines ADD CONSTRAINT invoice_lines_positive CHECK (amount_minor > 0);
--> statement-breakpoint
ALTER TABLE disputes ADD CONSTRAINT disputes_positive CHECK (amount_minor > 0);
--> statement-breakpoint
ALTER TABLE self_tests ADD CONSTRAINT self_tests_positive CHECK (amount_minor > 0);
--> statement-breakpoint
CREATE TRIGGER invoice_history_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON invoice_history
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER invoice_files_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON invoice_files
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER dispute_history_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON dispute_history
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
