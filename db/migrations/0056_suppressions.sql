ALTER TABLE "consent_events" DROP CONSTRAINT "consent_events_method";--> statement-breakpoint
ALTER TABLE "suppressions" ADD COLUMN "purpose" text;--> statement-breakpoint
ALTER TABLE "consent_events" ADD CONSTRAINT "consent_events_method" CHECK ("consent_events"."method" in ('signed', 'ticked', 'deemed', 'imported', 'registered', 'system', 'link', 'sms'));