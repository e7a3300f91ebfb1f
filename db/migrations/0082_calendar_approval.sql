ALTER TABLE "calendar_drafts" ADD COLUMN "authors" uuid[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "calendar_drafts" ADD COLUMN "reason" text;--> statement-breakpoint
ALTER TABLE "calendar_drafts" ADD COLUMN "proposed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "calendar_drafts" ADD COLUMN "sent_back" text;--> statement-breakpoint
ALTER TABLE "reference_editions" ADD COLUMN "authors" uuid[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "reference_editions" ADD CONSTRAINT "reference_editions_approved" CHECK (not coalesce("reference_editions"."published_by" = any ("reference_editions"."authors"), false));