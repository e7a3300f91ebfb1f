CREATE TABLE "disclosure_permissions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"subject_id" uuid NOT NULL,
	"recipient" text NOT NULL,
	"categories" text[] NOT NULL,
	"reason" "bytea" NOT NULL,
	"until" date,
	"method" text NOT NULL,
	"document_id" uuid,
	"recorded_by" uuid NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"given_at" timestamp with time zone,
	"language" text,
	"text_hash" "bytea",
	"refused_at" timestamp with time zone,
	"withdrawn_at" timestamp with time zone,
	CONSTRAINT "disclosure_permissions_method" CHECK ("disclosure_permissions"."method" in ('signed', 'paper')),
	CONSTRAINT "disclosure_permissions_paper" CHECK (("disclosure_permissions"."method" = 'paper') = ("disclosure_permissions"."document_id" is not null)),
	CONSTRAINT "disclosure_permissions_answered" CHECK ("disclosure_permissions"."given_at" is null or "disclosure_permissions"."refused_at" is null),
	CONSTRAINT "disclosure_permissions_withdrawn" CHECK ("disclosure_permissions"."withdrawn_at" is null or "disclosure_permissions"."given_at" is not null)
);
--> statement-breakpoint
ALTER TABLE "disclosures" ADD COLUMN "permission_id" uuid;--> statement-breakpoint
ALTER TABLE "disclosure_permissions" ADD CONSTRAINT "disclosure_permissions_subject_id_subjects_id_fk" FOREIGN KEY ("subject_id") REFERENCES "public"."subjects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "disclosure_permissions" ADD CONSTRAINT "disclosure_permissions_document_id_disclosure_documents_id_fk" FOREIGN KEY ("document_id") REFERENCES "public"."disclosure_documents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "disclosure_permissions" ADD CONSTRAINT "disclosure_permissions_recorded_by_accounts_id_fk" FOREIGN KEY ("recorded_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "disclosure_permissions_subject" ON "disclosure_permissions" USING btree ("subject_id","at");--> statement-breakpoint
ALTER TABLE "disclosures" ADD CONSTRAINT "disclosures_permission_id_disclosure_permissions_id_fk" FOREIGN KEY ("permission_id") REFERENCES "public"."disclosure_permissions"("id") ON DELETE no action ON UPDATE no action;