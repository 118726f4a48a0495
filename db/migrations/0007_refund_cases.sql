CREATE TABLE "refund_cases" (
	"id" uuid PRIMARY KEY NOT NULL,
	"order_id" uuid NOT NULL,
	"amount_minor" bigint NOT NULL,
	"currency" text NOT NULL,
	"reason" text NOT NULL,
	"status" text NOT NULL,
	"waits_for" text,
	"requested_by" text NOT NULL,
	"decided_by" text,
	"note" text DEFAULT '' NOT NULL,
	"refund_id" uuid,
	"created_at" timestamp with time zone NOT NULL,
	"decided_at" timestamp with time zone,
	CONSTRAINT "refund_cases_refund_key" UNIQUE("refund_id")
);
--> statement-breakpoint
CREATE TABLE "refund_lines" (
	"case_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"amount_minor" bigint NOT NULL,
	"returns" boolean NOT NULL,
	"deductions" jsonb NOT NULL,
	CONSTRAINT "refund_lines_case_id_position_pk" PRIMARY KEY("case_id","position")
);
--> statement-breakpoint
DROP INDEX "open_orders_order";--> statement-breakpoint
ALTER TABLE "refund_cases" ADD CONSTRAINT "refund_cases_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "refund_lines" ADD CONSTRAINT "refund_lines_case_id_refund_cases_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."refund_cases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "refund_cases_order" ON "refund_cases" USING btree ("order_id");--> statement-breakpoint
CREATE INDEX "refund_cases_waiting" ON "refund_cases" USING btree ("created_at") WHERE status = 'waiting';--> statement-breakpoint
CREATE UNIQUE INDEX "refund_cases_one_waiting" ON "refund_cases" USING btree ("order_id") WHERE status = 'waiting';--> statement-breakpoint
CREATE INDEX "open_orders_order" ON "open_orders" USING btree ("order_id");