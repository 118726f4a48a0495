CREATE TABLE "payment_proofs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"charge_id" uuid NOT NULL,
	"note" text NOT NULL,
	"picture" "bytea",
	"status" text NOT NULL,
	"submitted_by" text NOT NULL,
	"submitted_at" timestamp with time zone NOT NULL,
	"decided_by" text,
	"decided_at" timestamp with time zone,
	"reason" text DEFAULT '' NOT NULL
);
--> statement-breakpoint
ALTER TABLE "payment_proofs" ADD CONSTRAINT "payment_proofs_charge_id_charges_id_fk" FOREIGN KEY ("charge_id") REFERENCES "public"."charges"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "payment_proofs_charge" ON "payment_proofs" USING btree ("charge_id");--> statement-breakpoint
CREATE UNIQUE INDEX "payment_proofs_one_waiting" ON "payment_proofs" USING btree ("charge_id") WHERE status = 'waiting';--> statement-breakpoint
CREATE UNIQUE INDEX "charges_personal_amount" ON "charges" USING btree ("amount_minor","currency") WHERE provider = 'personal' and status in ('creating', 'open');