CREATE TABLE "uploads" (
	"id" uuid PRIMARY KEY NOT NULL,
	"place" text NOT NULL,
	"scan" text NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"tried_at" timestamp with time zone,
	CONSTRAINT "uploads_place" CHECK ("uploads"."place" in ('attachment', 'document', 'task', 'bulk')),
	CONSTRAINT "uploads_scan" CHECK ("uploads"."scan" in ('received', 'scanning', 'clean', 'refused'))
);
--> statement-breakpoint
CREATE INDEX "uploads_unseen" ON "uploads" USING btree ("tried_at","at") WHERE scan in ('received', 'scanning');