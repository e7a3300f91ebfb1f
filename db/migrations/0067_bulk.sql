CREATE TABLE "bulk_disclosures" (
	"id" uuid PRIMARY KEY NOT NULL,
	"recipient" text NOT NULL,
	"categories" text[] NOT NULL,
	"purpose" text NOT NULL,
	"ground" text NOT NULL,
	"edition_id" uuid NOT NULL,
	"document_number" text NOT NULL,
	"document_on" date NOT NULL,
	"document_name" "bytea" NOT NULL,
	"document_type" text NOT NULL,
	"document_body" "bytea" NOT NULL,
	"words" text DEFAULT '' NOT NULL,
	"scope" jsonb NOT NULL,
	"counted" jsonb,
	"counted_at" timestamp with time zone,
	"state" text DEFAULT 'draft' NOT NULL,
	"entered_by" uuid NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"approved_by" uuid,
	"approved_at" timestamp with time zone,
	"run_id" uuid,
	"cursor" uuid,
	"registered" integer DEFAULT 0 NOT NULL,
	"done_at" timestamp with time zone,
	CONSTRAINT "bulk_disclosures_state" CHECK ("bulk_disclosures"."state" in ('draft', 'proposed', 'approved', 'done', 'dropped')),
	CONSTRAINT "bulk_disclosures_approved" CHECK (("bulk_disclosures"."state" in ('approved', 'done')) = ("bulk_disclosures"."approved_by" is not null) and "bulk_disclosures"."approved_by" is distinct from "bulk_disclosures"."entered_by")
);
--> statement-breakpoint
ALTER TABLE "disclosures" ADD COLUMN "bulk_id" uuid;--> statement-breakpoint
ALTER TABLE "bulk_disclosures" ADD CONSTRAINT "bulk_disclosures_edition_id_policy_editions_id_fk" FOREIGN KEY ("edition_id") REFERENCES "public"."policy_editions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bulk_disclosures" ADD CONSTRAINT "bulk_disclosures_entered_by_accounts_id_fk" FOREIGN KEY ("entered_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bulk_disclosures" ADD CONSTRAINT "bulk_disclosures_approved_by_accounts_id_fk" FOREIGN KEY ("approved_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bulk_disclosures" ADD CONSTRAINT "bulk_disclosures_run_id_notice_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."notice_runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "disclosures" ADD CONSTRAINT "disclosures_bulk_id_bulk_disclosures_id_fk" FOREIGN KEY ("bulk_id") REFERENCES "public"."bulk_disclosures"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "disclosures_bulk_once" ON "disclosures" USING btree ("bulk_id","subject_id") WHERE bulk_id is not null;