ALTER TABLE coupon_campaigns ADD CONSTRAINT coupon_campaigns_off CHECK (
  (percent_off IS NULL) <> (amount_off_minor IS NULL)
  AND percent_off BETWEEN 1 AND 90 IS NOT FALSE AND amount_off_minor > 0 IS NOT FALSE);
--> statement-breakpoint
ALTER TABLE coupon_campaigns ADD CONSTRAINT coupon_campaigns_max_uses CHECK (max_uses > 0);
--> statement-breakpoint
ALTER TABLE coupon_grants ADD CONSTRAINT coupon_grants_held_by_line
  CHECK ((order_id IS NULL) = (position IS NULL) AND (used_at IS NULL OR order_id IS NOT NULL));
--> statement-breakpoint
ALTER TABLE order_lines ADD CONSTRAINT order_lines_discount CHECK (
  amount_minor >= 0 AND discount_minor >= 0
  AND (discount_minor > 0) = (coupon_grant_id IS NOT NULL));
--> statement-breakpoint
-- A used coupon stays used, by the line that used it; one that is held is nobody else's.
CREATE FUNCTION coupon_used_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.used_at IS NOT NULL OR (OLD.order_id IS NOT NULL AND NEW.order_id <> OLD.order_id)
     OR NEW.person_id <> OLD.person_id OR NEW.campaign_id <> OLD.campaign_id THEN
    RAISE EXCEPTION 'coupon % is spent', OLD.id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER coupon_grants_used_once BEFORE UPDATE ON coupon_grants
  FOR EACH ROW EXECUTE FUNCTION coupon_used_once();
--> statement-breakpoint
CREATE FUNCTION coupons_within_limit() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  most integer;
BEGIN
  SELECT max_uses INTO most FROM coupon_campaigns
    WHERE id = NEW.campaign_id AND max_uses IS NOT NULL FOR NO KEY UPDATE;
  IF most < (SELECT count(*) FROM coupon_grants
      WHERE campaign_id = NEW.campaign_id AND order_id IS NOT NULL) THEN
    RAISE EXCEPTION 'coupons of campaign % are all spent', NEW.campaign_id
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER coupon_grants_within_limit AFTER UPDATE OF order_id ON coupon_grants
  FOR EACH ROW WHEN (NEW.order_id IS NOT NULL) EXECUTE FUNCTION coupons_within_limit();
