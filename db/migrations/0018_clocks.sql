CREATE TABLE "staff_digests" (
	"staff_id" uuid NOT NULL,
	"day" date NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "staff_digests_staff_id_day_pk" PRIMARY KEY("staff_id","day")
);
--> statement-breakpoint
ALTER TABLE "proposals" DROP CONSTRAINT "proposals_kind";--> statement-breakpoint
ALTER TABLE "request_parts" ADD COLUMN "awaited_since" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "request_parts_to_remind" ON "request_parts" USING btree ("fact_checked_at") WHERE awaited_since is not null;--> statement-breakpoint
ALTER TABLE "proposals" ADD CONSTRAINT "proposals_kind" CHECK ("proposals"."kind" in ('fulfil', 'refuse', 'reply', 'release', 'lift'));