ALTER TABLE "holds" ADD COLUMN "secrecy" text;--> statement-breakpoint
CREATE INDEX "holds_review" ON "holds" USING btree ("review_on") WHERE ended_at is null;--> statement-breakpoint
ALTER TABLE "holds" ADD CONSTRAINT "holds_secret_cited" CHECK (not "holds"."secret" or "holds"."secrecy" is not null);