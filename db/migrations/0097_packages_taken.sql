ALTER TABLE "packages" ADD COLUMN "taken" integer;--> statement-breakpoint
ALTER TABLE "packages" ADD COLUMN "counted" integer;