DROP INDEX "request_parts_stalled";--> statement-breakpoint
ALTER TABLE "request_parts" ADD COLUMN "unread_cause" text;--> statement-breakpoint
CREATE INDEX "request_parts_held_up" ON "request_parts" USING btree ("due_at","id") WHERE status = 'stalled' or (status in ('deferred', 'fulfilled') and coalesce(stall_cause, unread_cause) is not null);