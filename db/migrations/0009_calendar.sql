CREATE TABLE "calendar_drafts" (
	"code" text PRIMARY KEY NOT NULL,
	"based_on" uuid NOT NULL,
	"document" jsonb NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"edited_by" uuid NOT NULL,
	"edited_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "reference_editions" ADD COLUMN "published_by" uuid;--> statement-breakpoint
ALTER TABLE "reference_editions" ADD COLUMN "reason" text;--> statement-breakpoint
ALTER TABLE "calendar_drafts" ADD CONSTRAINT "calendar_drafts_based_on_reference_editions_id_fk" FOREIGN KEY ("based_on") REFERENCES "public"."reference_editions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "calendar_drafts" ADD CONSTRAINT "calendar_drafts_edited_by_accounts_id_fk" FOREIGN KEY ("edited_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reference_editions" ADD CONSTRAINT "reference_editions_published_by_accounts_id_fk" FOREIGN KEY ("published_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reference_editions" ADD CONSTRAINT "reference_editions_reason" CHECK (("reference_editions"."published_by" is null) = ("reference_editions"."reason" is null));