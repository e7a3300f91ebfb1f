ALTER TABLE "consent_events" DROP CONSTRAINT "consent_events_method";--> statement-breakpoint
ALTER TABLE "requests" DROP CONSTRAINT "requests_channel";--> statement-breakpoint
ALTER TABLE "request_parts" ADD COLUMN "division" text;--> statement-breakpoint
CREATE INDEX "request_parts_division" ON "request_parts" USING btree ("division","due_at","id") WHERE status in ('received', 'verifying', 'working', 'waiting', 'proposed', 'stalled');--> statement-breakpoint
ALTER TABLE "consent_events" ADD CONSTRAINT "consent_events_method" CHECK ("consent_events"."method" in ('signed', 'ticked', 'deemed', 'imported', 'registered', 'system'));--> statement-breakpoint
ALTER TABLE "requests" ADD CONSTRAINT "requests_channel" CHECK ("requests"."channel" in ('cabinet', 'paper', 'phone', 'email', 'visit', 'desk', 'authority', 'system'));