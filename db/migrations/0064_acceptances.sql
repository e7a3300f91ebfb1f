CREATE TABLE "edition_acceptances" (
	"id" uuid PRIMARY KEY NOT NULL,
	"subject_id" uuid NOT NULL,
	"edition_id" uuid NOT NULL,
	"how" text NOT NULL,
	"text_hash" "bytea" NOT NULL,
	"language" text NOT NULL,
	"ledger_id" uuid NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "edition_acceptances_how" CHECK ("edition_acceptances"."how" in ('ticked', 'deemed'))
);
--> statement-breakpoint
ALTER TABLE "edition_acceptances" ADD CONSTRAINT "edition_acceptances_subject_id_subjects_id_fk" FOREIGN KEY ("subject_id") REFERENCES "public"."subjects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "edition_acceptances" ADD CONSTRAINT "edition_acceptances_edition_id_policy_editions_id_fk" FOREIGN KEY ("edition_id") REFERENCES "public"."policy_editions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "edition_acceptances_once" ON "edition_acceptances" USING btree ("subject_id","edition_id","how");