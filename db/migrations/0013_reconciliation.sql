CREATE TABLE "book_checks" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"balanced" boolean NOT NULL,
	"transfers" integer NOT NULL,
	"findings" text DEFAULT '' NOT NULL,
	"log_intact" boolean NOT NULL,
	"links" integer NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "bill_difference_history" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"difference_id" uuid NOT NULL,
	"from_state" text,
	"to_state" text NOT NULL,
	"actor" text NOT NULL,
	"note" text NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "bill_differences" (
	"id" uuid PRIMARY KEY NOT NULL,
	"run_id" uuid NOT NULL,
	"provider" text NOT NULL,
	"account" text NOT NULL,
	"date" text NOT NULL,
	"kind" text NOT NULL,
	"about" text NOT NULL,
	"subject" text NOT NULL,
	"trade_no" text DEFAULT '' NOT NULL,
	"charge_id" uuid,
	"refund_id" uuid,
	"currency" text NOT NULL,
	"theirs_minor" bigint,
	"ours_minor" bigint,
	"their_status" text,
	"our_status" text,
	"state" text NOT NULL,
	"ask_at" timestamp with time zone,
	"asked" integer DEFAULT 0 NOT NULL,
	"seen" integer NOT NULL,
	"found_at" timestamp with time zone NOT NULL,
	"told_at" timestamp with time zone,
	"changed_at" timestamp with time zone NOT NULL,
	"changed_by" text NOT NULL,
	"note" text DEFAULT '' NOT NULL
);
--> statement-breakpoint
CREATE TABLE "bill_lines" (
	"run_id" uuid NOT NULL,
	"take" integer NOT NULL,
	"line_no" integer NOT NULL,
	"kind" text NOT NULL,
	"subject" text NOT NULL,
	"out_trade_no" text NOT NULL,
	"trade_no" text NOT NULL,
	"currency" text NOT NULL,
	"amount_minor" bigint NOT NULL,
	"fee_e5" bigint NOT NULL,
	"fee_minor" bigint NOT NULL,
	"fee_share_minor" bigint NOT NULL,
	"status" text NOT NULL,
	"at" timestamp with time zone,
	CONSTRAINT "bill_lines_run_id_take_line_no_pk" PRIMARY KEY("run_id","take","line_no")
);
--> statement-breakpoint
CREATE TABLE "bill_runs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"provider" text NOT NULL,
	"account" text NOT NULL,
	"date" text NOT NULL,
	"kind" text NOT NULL,
	"state" text NOT NULL,
	"try_at" timestamp with time zone,
	"tries" integer DEFAULT 0 NOT NULL,
	"attempt" integer DEFAULT 0 NOT NULL,
	"take" integer,
	"lines" integer DEFAULT 0 NOT NULL,
	"matched" integer DEFAULT 0 NOT NULL,
	"sums" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"error" text,
	"created_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "bill_difference_history" ADD CONSTRAINT "bill_difference_history_difference_id_bill_differences_id_fk" FOREIGN KEY ("difference_id") REFERENCES "public"."bill_differences"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bill_differences" ADD CONSTRAINT "bill_differences_run_id_bill_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."bill_runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bill_lines" ADD CONSTRAINT "bill_lines_run_id_bill_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."bill_runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "bill_difference_history_key" ON "bill_difference_history" USING btree ("difference_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "bill_differences_key" ON "bill_differences" USING btree ("provider","account","date","kind","about","subject");--> statement-breakpoint
CREATE INDEX "bill_differences_ask" ON "bill_differences" USING btree ("ask_at") WHERE ask_at is not null;--> statement-breakpoint
CREATE INDEX "bill_differences_open" ON "bill_differences" USING btree ("found_at") WHERE state = 'open';--> statement-breakpoint
CREATE INDEX "bill_lines_subject" ON "bill_lines" USING btree ("subject");--> statement-breakpoint
CREATE UNIQUE INDEX "bill_runs_key" ON "bill_runs" USING btree ("provider","account","date","kind");--> statement-breakpoint
CREATE INDEX "bill_runs_try" ON "bill_runs" USING btree ("try_at") WHERE try_at is not null;--> statement-breakpoint
CREATE INDEX "charges_settled" ON "charges" USING btree ("provider","settled_at") WHERE settled_at is not null;--> statement-breakpoint
CREATE INDEX "refunds_finished" ON "refunds" USING btree ("finished_at") WHERE finished_at is not null;