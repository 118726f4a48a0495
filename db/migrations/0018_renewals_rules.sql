ALTER TABLE item_terms ADD CONSTRAINT item_terms_months CHECK (months IN (1, 3, 12));
--> statement-breakpoint
ALTER TABLE subscriptions ADD CONSTRAINT subscriptions_positive CHECK (amount_minor > 0 AND months > 0);
--> statement-breakpoint
ALTER TABLE subscription_periods ADD CONSTRAINT subscription_periods_length CHECK (ends_at > starts_at);
