ALTER TABLE "requests" ADD COLUMN "proof_level" smallint;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "national_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "requests" ADD CONSTRAINT "requests_proof_level" CHECK ("requests"."proof_level" between 0 and 3);