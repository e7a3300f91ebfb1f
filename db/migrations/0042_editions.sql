CREATE TABLE "edition_acts" (
	"edition_id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"authors" uuid[] DEFAULT '{}' NOT NULL,
	"approved_by" uuid,
	"act_body" text,
	"act_number" text,
	"act_on" date,
	"reason" text,
	"statement" text,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "edition_acts_kind" CHECK ("edition_acts"."kind" in ('policy', 'data_map', 'profile', 'calendar')),
	CONSTRAINT "edition_acts_approved" CHECK (("edition_acts"."approved_by" is null and cardinality("edition_acts"."authors") = 0 and "edition_acts"."reason" is not null)
        or ("edition_acts"."approved_by" is not null and cardinality("edition_acts"."authors") > 0 and not "edition_acts"."approved_by" = any ("edition_acts"."authors")
          and num_nulls("edition_acts"."act_body", "edition_acts"."act_number", "edition_acts"."act_on") = 0))
);
--> statement-breakpoint
ALTER TABLE "reference_editions" ADD COLUMN "effective_at" timestamp with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "edition_acts" ADD CONSTRAINT "edition_acts_approved_by_accounts_id_fk" FOREIGN KEY ("approved_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;