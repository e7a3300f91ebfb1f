ALTER TABLE "request_parts" ADD COLUMN "tries" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "request_parts" ADD COLUMN "next_try_at" timestamp with time zone;