ALTER TABLE "proposals" DROP CONSTRAINT "proposals_kind";--> statement-breakpoint
CREATE UNIQUE INDEX "request_parts_one_appeal" ON "request_parts" USING btree ("appeal_of") WHERE appeal_of is not null and status <> 'cancelled';--> statement-breakpoint
ALTER TABLE "proposals" ADD CONSTRAINT "proposals_kind" CHECK ("proposals"."kind" in ('fulfil', 'refuse', 'reply'));