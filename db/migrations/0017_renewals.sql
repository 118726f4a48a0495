CREATE TABLE "item_terms" (
	"item_id" uuid PRIMARY KEY NOT NULL,
	"months" integer NOT NULL,
	"updated_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "renewal_notices" (
	"subject" text NOT NULL,
	"kind" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "renewal_notices_subject_kind_pk" PRIMARY KEY("subject","kind")
);
--> statement-breakpoint
CREATE TABLE "subscription_periods" (
	"subscription_id" uuid NOT NULL,
	"starts_at" timestamp with time zone NOT NULL,
	"ends_at" timestamp with time zone NOT NULL,
	"order_id" uuid NOT NULL,
	"invoice_no" text,
	"retry_at" timestamp with time zone,
	CONSTRAINT "subscription_periods_subscription_id_starts_at_pk" PRIMARY KEY("subscription_id","starts_at"),
	CONSTRAINT "subscription_periods_order_key" UNIQUE("order_id"),
	CONSTRAINT "subscription_periods_invoice_key" UNIQUE("invoice_no")
);
--> statement-breakpoint
CREATE TABLE "subscriptions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"person_id" uuid NOT NULL,
	"item_id" uuid NOT NULL,
	"provider" text NOT NULL,
	"account" text NOT NULL,
	"agreement_no" text NOT NULL,
	"gateway_no" text,
	"agreement" text NOT NULL,
	"status" text NOT NULL,
	"reason" text,
	"amount_minor" bigint NOT NULL,
	"currency" text NOT NULL,
	"months" integer NOT NULL,
	"anchor_at" timestamp with time zone NOT NULL,
	"paid_months" integer NOT NULL,
	"current_period_end" timestamp with time zone NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"announced_for" timestamp with time zone,
	"attempts" integer DEFAULT 0 NOT NULL,
	"window_tries" integer DEFAULT 0 NOT NULL,
	"step_at" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "subscriptions_agreement_key" UNIQUE("agreement_no")
);
--> statement-breakpoint
ALTER TABLE "order_lines" ADD COLUMN "months" integer;--> statement-breakpoint
ALTER TABLE "item_terms" ADD CONSTRAINT "item_terms_item_id_items_id_fk" FOREIGN KEY ("item_id") REFERENCES "public"."items"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "subscription_periods" ADD CONSTRAINT "subscription_periods_subscription_id_subscriptions_id_fk" FOREIGN KEY ("subscription_id") REFERENCES "public"."subscriptions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "subscriptions" ADD CONSTRAINT "subscriptions_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "subscriptions" ADD CONSTRAINT "subscriptions_item_id_items_id_fk" FOREIGN KEY ("item_id") REFERENCES "public"."items"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "subscriptions_person" ON "subscriptions" USING btree ("person_id","item_id");--> statement-breakpoint
CREATE INDEX "subscriptions_step" ON "subscriptions" USING btree ("step_at") WHERE step_at is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "subscriptions_one_running" ON "subscriptions" USING btree ("person_id","item_id") WHERE status in ('active', 'past_due');