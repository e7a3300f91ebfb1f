CREATE TABLE "disclosure_documents" (
	"id" uuid PRIMARY KEY NOT NULL,
	"subject_id" uuid NOT NULL,
	"name" "bytea" NOT NULL,
	"media_type" text NOT NULL,
	"size" integer NOT NULL,
	"hash" "bytea" NOT NULL,
	"body" "bytea" NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "processors" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"name" text NOT NULL,
	"recipient" text NOT NULL,
	"service" text NOT NULL,
	"categories" text[] NOT NULL,
	"country" text NOT NULL,
	"subprocessors" text DEFAULT '' NOT NULL,
	"contract_number" text NOT NULL,
	"contract_on" date NOT NULL,
	"contract_until" date,
	"measures" text NOT NULL,
	"measures_on" date NOT NULL,
	"ended_on" date,
	"reminded_of" date,
	"recorded_by" uuid NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "processors_contract" CHECK ("processors"."contract_until" is null or "processors"."contract_until" >= "processors"."contract_on"),
	CONSTRAINT "processors_ended" CHECK ("processors"."ended_on" is null or "processors"."ended_on" >= "processors"."contract_on")
);
--> statement-breakpoint
ALTER TABLE "disclosures" ADD COLUMN "secrecy" text;--> statement-breakpoint
ALTER TABLE "disclosures" ADD COLUMN "items" integer;--> statement-breakpoint
ALTER TABLE "disclosures" ADD COLUMN "edition_id" uuid;--> statement-breakpoint
ALTER TABLE "disclosures" ADD COLUMN "consent_id" uuid;--> statement-breakpoint
ALTER TABLE "disclosures" ADD COLUMN "processor_id" uuid;--> statement-breakpoint
ALTER TABLE "disclosures" ADD COLUMN "document_id" uuid;--> statement-breakpoint
ALTER TABLE "disclosures" ADD COLUMN "explanation" "bytea";--> statement-breakpoint
ALTER TABLE "disclosures" ADD COLUMN "recorded_by" uuid;--> statement-breakpoint
ALTER TABLE "disclosure_documents" ADD CONSTRAINT "disclosure_documents_subject_id_subjects_id_fk" FOREIGN KEY ("subject_id") REFERENCES "public"."subjects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "processors" ADD CONSTRAINT "processors_recorded_by_accounts_id_fk" FOREIGN KEY ("recorded_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "disclosure_documents_subject" ON "disclosure_documents" USING btree ("subject_id");--> statement-breakpoint
ALTER TABLE "disclosures" ADD CONSTRAINT "disclosures_edition_id_policy_editions_id_fk" FOREIGN KEY ("edition_id") REFERENCES "public"."policy_editions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "disclosures" ADD CONSTRAINT "disclosures_consent_id_consent_events_id_fk" FOREIGN KEY ("consent_id") REFERENCES "public"."consent_events"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "disclosures" ADD CONSTRAINT "disclosures_processor_id_processors_id_fk" FOREIGN KEY ("processor_id") REFERENCES "public"."processors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "disclosures" ADD CONSTRAINT "disclosures_document_id_disclosure_documents_id_fk" FOREIGN KEY ("document_id") REFERENCES "public"."disclosure_documents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "disclosures" ADD CONSTRAINT "disclosures_recorded_by_accounts_id_fk" FOREIGN KEY ("recorded_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "disclosures_when" ON "disclosures" USING btree ("at","id");--> statement-breakpoint
ALTER TABLE "disclosures" ADD CONSTRAINT "disclosures_secrecy_reviewed" CHECK ("disclosures"."secrecy" is null or not "disclosures"."secret" or "disclosures"."review_on" is not null);