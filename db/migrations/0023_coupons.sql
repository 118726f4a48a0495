CREATE TABLE "coupon_campaigns" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"item_id" uuid,
	"percent_off" integer,
	"amount_off_minor" bigint,
	"currency" text NOT NULL,
	"valid_until" timestamp with time zone NOT NULL,
	"max_uses" integer,
	"created_by" uuid NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "coupon_grants" (
	"id" uuid PRIMARY KEY NOT NULL,
	"campaign_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"granted_at" timestamp with time zone NOT NULL,
	"order_id" uuid,
	"position" integer,
	"used_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "order_lines" ADD COLUMN "discount_minor" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "order_lines" ADD COLUMN "coupon_grant_id" uuid;--> statement-breakpoint
ALTER TABLE "coupon_campaigns" ADD CONSTRAINT "coupon_campaigns_item_id_items_id_fk" FOREIGN KEY ("item_id") REFERENCES "public"."items"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "coupon_campaigns" ADD CONSTRAINT "coupon_campaigns_created_by_people_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "coupon_grants" ADD CONSTRAINT "coupon_grants_campaign_id_coupon_campaigns_id_fk" FOREIGN KEY ("campaign_id") REFERENCES "public"."coupon_campaigns"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "coupon_grants" ADD CONSTRAINT "coupon_grants_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "coupon_grants" ADD CONSTRAINT "coupon_grants_line_fk" FOREIGN KEY ("order_id","position") REFERENCES "public"."order_lines"("order_id","position") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "coupon_campaigns_item" ON "coupon_campaigns" USING btree ("item_id");--> statement-breakpoint
CREATE UNIQUE INDEX "coupon_grants_one_each" ON "coupon_grants" USING btree ("campaign_id","person_id");--> statement-breakpoint
CREATE INDEX "coupon_grants_person" ON "coupon_grants" USING btree ("person_id","id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "coupon_grants_spent" ON "coupon_grants" USING btree ("campaign_id") WHERE order_id is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "coupon_grants_line" ON "coupon_grants" USING btree ("order_id","position") WHERE order_id is not null;--> statement-breakpoint
ALTER TABLE "order_lines" ADD CONSTRAINT "order_lines_coupon_grant_id_coupon_grants_id_fk" FOREIGN KEY ("coupon_grant_id") REFERENCES "public"."coupon_grants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "order_lines_coupon" ON "order_lines" USING btree ("coupon_grant_id") WHERE coupon_grant_id is not null;