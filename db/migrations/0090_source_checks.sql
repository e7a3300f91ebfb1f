CREATE TABLE "source_checks" (
	"source" text PRIMARY KEY NOT NULL,
	"checked_at" timestamp with time zone NOT NULL,
	"reached" boolean NOT NULL
);
--> statement-breakpoint
CREATE TABLE "source_findings" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"source" text NOT NULL,
	"digest" text NOT NULL,
	"finding" jsonb NOT NULL,
	"since" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX "source_findings_once" ON "source_findings" USING btree ("source","digest");