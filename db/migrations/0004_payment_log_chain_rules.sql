CREATE TRIGGER payment_log_links_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON payment_log_links
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
