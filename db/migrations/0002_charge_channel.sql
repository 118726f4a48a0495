DROP INDEX "charges_one_open";--> statement-breakpoint
ALTER TABLE "charges" ADD COLUMN "channel" text DEFAULT 'page' NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "charges_one_open" ON "charges" USING btree ("subject","provider","channel") WHERE status in ('creating', 'open');--> statement-breakpoint
UPDATE "charges" SET "channel" = 'qr' WHERE "provider" = 'wechat';
