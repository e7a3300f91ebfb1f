ALTER TABLE "consent_events" ADD COLUMN "ledger_id" uuid;--> statement-breakpoint
ALTER TABLE "disclosures" ADD COLUMN "ledger_id" uuid;--> statement-breakpoint
ALTER TABLE "views" ADD COLUMN "number" integer;--> statement-breakpoint
ALTER TABLE "views" ADD COLUMN "secrecy" text;--> statement-breakpoint
ALTER TABLE "views" ADD COLUMN "review_on" date;--> statement-breakpoint
CREATE UNIQUE INDEX "views_number" ON "views" USING btree ("subject_id","number");--> statement-breakpoint
CREATE INDEX "views_secret" ON "views" USING btree ("review_on") WHERE secrecy is not null;--> statement-breakpoint
ALTER TABLE "views" ADD CONSTRAINT "views_secrecy_reviewed" CHECK ("views"."secrecy" is null or "views"."review_on" is not null);