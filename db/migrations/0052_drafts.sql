CREATE TABLE "edition_drafts" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"kind" text NOT NULL,
	"code" text NOT NULL,
	"based_on" uuid NOT NULL,
	"source" text NOT NULL,
	"document" jsonb,
	"version" integer DEFAULT 1 NOT NULL,
	"authors" uuid[] NOT NULL,
	"edited_by" uuid NOT NULL,
	"edited_at" timestamp with time zone DEFAULT now() NOT NULL,
	"act_body" text,
	"act_number" text,
	"act_on" date,
	"effective_on" date,
	"reason" text,
	"statement" text,
	"proposed_at" timestamp with time zone,
	"sent_back" text,
	CONSTRAINT "edition_drafts_kind" CHECK ("edition_drafts"."kind" in ('policy', 'data_map', 'profile')),
	CONSTRAINT "edition_drafts_proposed" CHECK ("edition_drafts"."proposed_at" is null or ("edition_drafts"."document" is not null
        and num_nulls("edition_drafts"."act_body", "edition_drafts"."act_number", "edition_drafts"."act_on", "edition_drafts"."effective_on") = 0))
);
--> statement-breakpoint
ALTER TABLE "edition_drafts" ADD CONSTRAINT "edition_drafts_edited_by_accounts_id_fk" FOREIGN KEY ("edited_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "edition_drafts_one" ON "edition_drafts" USING btree ("kind","code");