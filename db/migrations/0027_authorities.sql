ALTER TABLE "requests" ADD COLUMN "secrecy" text;--> statement-breakpoint
ALTER TABLE "requests" ADD COLUMN "review_on" date;--> statement-breakpoint
CREATE INDEX "requests_secret" ON "requests" USING btree ("review_on") WHERE secrecy is not null;--> statement-breakpoint
ALTER TABLE "requests" ADD CONSTRAINT "requests_secrecy_reviewed" CHECK ("requests"."secrecy" is null or "requests"."review_on" is not null);