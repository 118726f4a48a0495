CREATE TABLE "collaborators" (
	"item_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"basis_points" integer NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "collaborators_item_id_person_id_pk" PRIMARY KEY("item_id","person_id")
);
--> statement-breakpoint
CREATE TABLE "creator_terms" (
	"person_id" uuid PRIMARY KEY NOT NULL,
	"fee_basis_points" integer NOT NULL,
	"fee_fixed_minor" bigint NOT NULL,
	"updated_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "deferred_lines" (
	"order_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"item_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"starts_on" date,
	"ends_on" date,
	"zone" text,
	"planned_lessons" integer,
	"mark" integer NOT NULL,
	"closed_at" timestamp with time zone,
	CONSTRAINT "deferred_lines_order_id_position_pk" PRIMARY KEY("order_id","position")
);
--> statement-breakpoint
CREATE TABLE "delivery_promises" (
	"item_id" uuid PRIMARY KEY NOT NULL,
	"planned_lessons" integer NOT NULL,
	"promised_by" date,
	"updated_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "held_lots" (
	"order_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"rank" integer NOT NULL,
	"day" date NOT NULL,
	"person_id" uuid NOT NULL,
	"currency" text NOT NULL,
	"left_minor" bigint NOT NULL,
	CONSTRAINT "held_lots_order_id_position_rank_day_pk" PRIMARY KEY("order_id","position","rank","day")
);
--> statement-breakpoint
CREATE TABLE "refund_takings" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"refund_id" uuid NOT NULL,
	"order_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"rank" integer NOT NULL,
	"stage" text NOT NULL,
	"day" date,
	"amount_minor" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sale_shares" (
	"order_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"rank" integer NOT NULL,
	"role" text NOT NULL,
	"person_id" uuid,
	"currency" text NOT NULL,
	"amount_minor" bigint NOT NULL,
	"deferred_minor" bigint NOT NULL,
	"refunded_minor" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "sale_shares_order_id_position_rank_pk" PRIMARY KEY("order_id","position","rank")
);
--> statement-breakpoint
CREATE TABLE "openings" (
	"person_id" uuid NOT NULL,
	"item_id" uuid NOT NULL,
	"content_id" uuid NOT NULL,
	"first_at" timestamp with time zone NOT NULL,
	"last_at" timestamp with time zone NOT NULL,
	"times" integer NOT NULL,
	CONSTRAINT "openings_person_id_content_id_pk" PRIMARY KEY("person_id","content_id")
);
--> statement-breakpoint
ALTER TABLE "collaborators" ADD CONSTRAINT "collaborators_item_id_items_id_fk" FOREIGN KEY ("item_id") REFERENCES "public"."items"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "collaborators" ADD CONSTRAINT "collaborators_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "creator_terms" ADD CONSTRAINT "creator_terms_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "delivery_promises" ADD CONSTRAINT "delivery_promises_item_id_items_id_fk" FOREIGN KEY ("item_id") REFERENCES "public"."items"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sale_shares" ADD CONSTRAINT "sale_shares_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "openings" ADD CONSTRAINT "openings_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "openings" ADD CONSTRAINT "openings_item_id_items_id_fk" FOREIGN KEY ("item_id") REFERENCES "public"."items"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "deferred_lines_open" ON "deferred_lines" USING btree ("kind","item_id") WHERE closed_at is null;--> statement-breakpoint
CREATE INDEX "held_lots_open" ON "held_lots" USING btree ("day","person_id") WHERE left_minor > 0;--> statement-breakpoint
CREATE INDEX "refund_takings_refund" ON "refund_takings" USING btree ("refund_id");--> statement-breakpoint
CREATE INDEX "refund_takings_order" ON "refund_takings" USING btree ("order_id");--> statement-breakpoint
CREATE INDEX "sale_shares_person" ON "sale_shares" USING btree ("person_id","order_id");--> statement-breakpoint
CREATE INDEX "openings_item" ON "openings" USING btree ("person_id","item_id");