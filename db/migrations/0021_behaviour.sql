CREATE TABLE "analyses" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"state" text NOT NULL,
	"size" integer NOT NULL,
	"parameters" jsonb NOT NULL,
	"scores" jsonb NOT NULL,
	"model" jsonb,
	"made_at" timestamp with time zone NOT NULL,
	"current" boolean NOT NULL
);
--> statement-breakpoint
CREATE TABLE "analysis_runs" (
	"day" text PRIMARY KEY NOT NULL,
	"started_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "item_rules" (
	"analysis_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"antecedent" uuid[] NOT NULL,
	"consequent" uuid NOT NULL,
	"support" double precision NOT NULL,
	"confidence" double precision NOT NULL,
	"lift" double precision NOT NULL,
	"count" integer NOT NULL,
	CONSTRAINT "item_rules_analysis_id_position_pk" PRIMARY KEY("analysis_id","position")
);
--> statement-breakpoint
CREATE TABLE "person_traits" (
	"person_id" uuid NOT NULL,
	"trait" text NOT NULL,
	"value" text NOT NULL,
	"consented_at" timestamp with time zone NOT NULL,
	CONSTRAINT "person_traits_person_id_trait_pk" PRIMARY KEY("person_id","trait")
);
--> statement-breakpoint
CREATE TABLE "propensities" (
	"person_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"analysis_id" uuid NOT NULL,
	"probability" double precision NOT NULL,
	"reasons" jsonb NOT NULL,
	CONSTRAINT "propensities_person_id_kind_pk" PRIMARY KEY("person_id","kind"),
	CONSTRAINT "propensities_probability" CHECK ("propensities"."probability" between 0 and 1)
);
--> statement-breakpoint
CREATE TABLE "segment_members" (
	"person_id" uuid PRIMARY KEY NOT NULL,
	"segment_id" uuid NOT NULL
);
--> statement-breakpoint
CREATE TABLE "segments" (
	"id" uuid PRIMARY KEY NOT NULL,
	"analysis_id" uuid NOT NULL,
	"key" text NOT NULL,
	"size" integer NOT NULL,
	"centroid" jsonb NOT NULL
);
--> statement-breakpoint
ALTER TABLE "item_rules" ADD CONSTRAINT "item_rules_analysis_id_analyses_id_fk" FOREIGN KEY ("analysis_id") REFERENCES "public"."analyses"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "item_rules" ADD CONSTRAINT "item_rules_consequent_items_id_fk" FOREIGN KEY ("consequent") REFERENCES "public"."items"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "person_traits" ADD CONSTRAINT "person_traits_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "propensities" ADD CONSTRAINT "propensities_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "propensities" ADD CONSTRAINT "propensities_analysis_id_analyses_id_fk" FOREIGN KEY ("analysis_id") REFERENCES "public"."analyses"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "segment_members" ADD CONSTRAINT "segment_members_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "segment_members" ADD CONSTRAINT "segment_members_segment_id_segments_id_fk" FOREIGN KEY ("segment_id") REFERENCES "public"."segments"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "segments" ADD CONSTRAINT "segments_analysis_id_analyses_id_fk" FOREIGN KEY ("analysis_id") REFERENCES "public"."analyses"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "analyses_one_current" ON "analyses" USING btree ("kind") WHERE "analyses"."current";--> statement-breakpoint
CREATE INDEX "analyses_recent" ON "analyses" USING btree ("kind","made_at" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "item_rules_antecedent" ON "item_rules" USING gin ("antecedent");--> statement-breakpoint
CREATE INDEX "propensities_likely" ON "propensities" USING btree ("kind","probability" DESC NULLS LAST,"person_id");--> statement-breakpoint
CREATE INDEX "segment_members_segment" ON "segment_members" USING btree ("segment_id","person_id");--> statement-breakpoint
CREATE INDEX "segments_analysis" ON "segments" USING btree ("analysis_id");