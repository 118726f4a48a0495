CREATE TABLE "payment_log_links" (
	"position" bigint PRIMARY KEY NOT NULL,
	"log_id" bigint NOT NULL,
	"log_txid" bigint NOT NULL,
	"seal" text NOT NULL,
	CONSTRAINT "payment_log_links_log_key" UNIQUE("log_id")
);
--> statement-breakpoint
ALTER TABLE "payment_log" ADD COLUMN "txid" bigint DEFAULT (pg_current_xact_id()::text)::bigint NOT NULL;--> statement-breakpoint
CREATE INDEX "payment_log_txid" ON "payment_log" USING btree ("txid","id");