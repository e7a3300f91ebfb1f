ALTER TABLE "plans" ADD COLUMN "held_before" jsonb;--> statement-breakpoint
ALTER TABLE "plans" ADD COLUMN "gone_beside" jsonb;