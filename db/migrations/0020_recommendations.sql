CREATE TABLE "dismissals" (
	"person_id" uuid NOT NULL,
	"item_id" uuid NOT NULL,
	"dismissed_at" timestamp with time zone NOT NULL,
	CONSTRAINT "dismissals_person_id_item_id_pk" PRIMARY KEY("person_id","item_id")
);
--> statement-breakpoint
CREATE TABLE "exposures" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"person_id" uuid NOT NULL,
	"item_id" uuid NOT NULL,
	"day" text NOT NULL,
	"place" text NOT NULL,
	"arm" text NOT NULL,
	"model_id" uuid,
	"rank" smallint NOT NULL,
	"shown_at" timestamp with time zone NOT NULL,
	"clicked_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "fresh_neighbours" (
	"item_id" uuid NOT NULL,
	"neighbour_id" uuid NOT NULL,
	"similarity" real NOT NULL,
	CONSTRAINT "fresh_neighbours_item_id_neighbour_id_pk" PRIMARY KEY("item_id","neighbour_id")
);
--> statement-breakpoint
CREATE TABLE "item_views" (
	"person_id" uuid NOT NULL,
	"item_id" uuid NOT NULL,
	"first_at" timestamp with time zone NOT NULL,
	"last_at" timestamp with time zone NOT NULL,
	"times" integer NOT NULL,
	"dwell_ms" integer NOT NULL,
	"depth" smallint NOT NULL,
	"from_search" boolean NOT NULL,
	CONSTRAINT "item_views_person_id_item_id_pk" PRIMARY KEY("person_id","item_id")
);
--> statement-breakpoint
CREATE TABLE "model_parts" (
	"model_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"bytes" "bytea" NOT NULL,
	CONSTRAINT "model_parts_model_id_number_pk" PRIMARY KEY("model_id","number")
);
--> statement-breakpoint
CREATE TABLE "models" (
	"id" uuid PRIMARY KEY NOT NULL,
	"training_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"state" text NOT NULL,
	"parameters" jsonb NOT NULL,
	"card" jsonb NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "recommendation_choices" (
	"person_id" uuid PRIMARY KEY NOT NULL,
	"personalised" boolean,
	"digest" boolean DEFAULT false NOT NULL,
	"digest_sent_at" timestamp with time zone,
	"changed_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "trainings" (
	"id" uuid PRIMARY KEY NOT NULL,
	"state" text NOT NULL,
	"asked_by" text NOT NULL,
	"until" timestamp with time zone NOT NULL,
	"trials" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"outcome" jsonb,
	"error" text,
	"leased_until" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "dismissals" ADD CONSTRAINT "dismissals_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dismissals" ADD CONSTRAINT "dismissals_item_id_items_id_fk" FOREIGN KEY ("item_id") REFERENCES "public"."items"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "exposures" ADD CONSTRAINT "exposures_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "exposures" ADD CONSTRAINT "exposures_item_id_items_id_fk" FOREIGN KEY ("item_id") REFERENCES "public"."items"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "fresh_neighbours" ADD CONSTRAINT "fresh_neighbours_item_id_items_id_fk" FOREIGN KEY ("item_id") REFERENCES "public"."items"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "fresh_neighbours" ADD CONSTRAINT "fresh_neighbours_neighbour_id_items_id_fk" FOREIGN KEY ("neighbour_id") REFERENCES "public"."items"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "item_views" ADD CONSTRAINT "item_views_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "item_views" ADD CONSTRAINT "item_views_item_id_items_id_fk" FOREIGN KEY ("item_id") REFERENCES "public"."items"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "model_parts" ADD CONSTRAINT "model_parts_model_id_models_id_fk" FOREIGN KEY ("model_id") REFERENCES "public"."models"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recommendation_choices" ADD CONSTRAINT "recommendation_choices_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "exposures_once" ON "exposures" USING btree ("person_id","item_id","place","day");--> statement-breakpoint
CREATE INDEX "exposures_recent" ON "exposures" USING btree ("shown_at");--> statement-breakpoint
CREATE INDEX "fresh_neighbours_neighbour" ON "fresh_neighbours" USING btree ("neighbour_id");--> statement-breakpoint
CREATE INDEX "item_views_item" ON "item_views" USING btree ("item_id");--> statement-breakpoint
CREATE UNIQUE INDEX "models_one_serving" ON "models" USING btree ("state") WHERE state = 'serving';--> statement-breakpoint
CREATE INDEX "models_recent" ON "models" USING btree ("created_at" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "trainings_recent" ON "trainings" USING btree ("created_at" DESC NULLS LAST);--> statement-breakpoint
CREATE UNIQUE INDEX "trainings_one_open" ON "trainings" USING btree ((true)) WHERE state in ('due', 'running');