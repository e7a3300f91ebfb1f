CREATE TABLE "webhook_deliveries" (
	"source" text NOT NULL,
	"delivery" text NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "webhook_deliveries_source_delivery_pk" PRIMARY KEY("source","delivery")
);
--> statement-breakpoint
CREATE TABLE "absences" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"staff_id" uuid NOT NULL,
	"deputy_id" uuid NOT NULL,
	"from_on" date NOT NULL,
	"until_on" date NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "absences_days" CHECK ("absences"."from_on" <= "absences"."until_on"),
	CONSTRAINT "absences_deputy" CHECK ("absences"."staff_id" <> "absences"."deputy_id")
);
--> statement-breakpoint
CREATE TABLE "account_invitations" (
	"token_hash" "bytea" PRIMARY KEY NOT NULL,
	"account_id" uuid NOT NULL,
	"subject_id" uuid,
	"mandate_id" uuid,
	"reach" text NOT NULL,
	"kind" text NOT NULL,
	"login" "bytea" NOT NULL,
	"login_hash" "bytea" NOT NULL,
	"locale" text NOT NULL,
	"invited_by" uuid NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"used_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "mandates" (
	"id" uuid PRIMARY KEY NOT NULL,
	"subject_id" uuid NOT NULL,
	"account_id" uuid,
	"kind" text NOT NULL,
	"holder" "bytea" NOT NULL,
	"proof" "bytea" NOT NULL,
	"attachment_id" uuid,
	"rights" text[],
	"starts_on" date NOT NULL,
	"ends_on" date,
	"registered_by" uuid NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp with time zone,
	"ended_why" text,
	CONSTRAINT "mandates_kind" CHECK ("mandates"."kind" in ('representative', 'guardian', 'legal_entity', 'heir')),
	CONSTRAINT "mandates_ended" CHECK ("mandates"."ended_why" in ('revoked', 'objected', 'expired'))
);
--> statement-breakpoint
CREATE TABLE "staff_ties" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"staff_id" uuid NOT NULL,
	"subject_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "staff_ties_kind" CHECK ("staff_ties"."kind" in ('own', 'relative'))
);
--> statement-breakpoint
CREATE TABLE "packages" (
	"id" uuid PRIMARY KEY NOT NULL,
	"subject_id" uuid NOT NULL,
	"part_id" uuid NOT NULL,
	"body" "bytea" NOT NULL,
	"size" integer NOT NULL,
	"hash" "bytea" NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "account_logins" DROP CONSTRAINT "account_logins_kind";--> statement-breakpoint
ALTER TABLE "disclosures" ADD COLUMN "request_id" uuid;--> statement-breakpoint
ALTER TABLE "disclosures" ADD COLUMN "secret" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "disclosures" ADD COLUMN "review_on" date;--> statement-breakpoint
ALTER TABLE "accounts" ADD COLUMN "reach" text DEFAULT 'full' NOT NULL;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "mandate_id" uuid;--> statement-breakpoint
ALTER TABLE "staff" ADD COLUMN "outside" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "holds" ADD COLUMN "request_id" uuid;--> statement-breakpoint
ALTER TABLE "holds" ADD COLUMN "reason" "bytea";--> statement-breakpoint
ALTER TABLE "holds" ADD COLUMN "ended_by" uuid;--> statement-breakpoint
ALTER TABLE "holds" ADD COLUMN "end_reason" "bytea";--> statement-breakpoint
ALTER TABLE "request_parts" ADD COLUMN "reminded" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "request_parts" ADD COLUMN "lift_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "request_parts" ADD COLUMN "reviewed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "request_parts" ADD COLUMN "reviewed_by" uuid;--> statement-breakpoint
ALTER TABLE "requests" ADD COLUMN "asked_by" text DEFAULT 'subject' NOT NULL;--> statement-breakpoint
ALTER TABLE "requests" ADD COLUMN "mandate_id" uuid;--> statement-breakpoint
ALTER TABLE "requests" ADD COLUMN "authority" "bytea";--> statement-breakpoint
ALTER TABLE "absences" ADD CONSTRAINT "absences_staff_id_accounts_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "absences" ADD CONSTRAINT "absences_deputy_id_accounts_id_fk" FOREIGN KEY ("deputy_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "account_invitations" ADD CONSTRAINT "account_invitations_subject_id_subjects_id_fk" FOREIGN KEY ("subject_id") REFERENCES "public"."subjects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "account_invitations" ADD CONSTRAINT "account_invitations_mandate_id_mandates_id_fk" FOREIGN KEY ("mandate_id") REFERENCES "public"."mandates"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mandates" ADD CONSTRAINT "mandates_subject_id_subjects_id_fk" FOREIGN KEY ("subject_id") REFERENCES "public"."subjects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mandates" ADD CONSTRAINT "mandates_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mandates" ADD CONSTRAINT "mandates_registered_by_accounts_id_fk" FOREIGN KEY ("registered_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "staff_ties" ADD CONSTRAINT "staff_ties_staff_id_accounts_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "staff_ties" ADD CONSTRAINT "staff_ties_subject_id_subjects_id_fk" FOREIGN KEY ("subject_id") REFERENCES "public"."subjects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "packages" ADD CONSTRAINT "packages_subject_id_subjects_id_fk" FOREIGN KEY ("subject_id") REFERENCES "public"."subjects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "packages" ADD CONSTRAINT "packages_part_id_request_parts_id_fk" FOREIGN KEY ("part_id") REFERENCES "public"."request_parts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "absences_staff" ON "absences" USING btree ("staff_id","until_on");--> statement-breakpoint
CREATE INDEX "mandates_subject" ON "mandates" USING btree ("subject_id");--> statement-breakpoint
CREATE INDEX "mandates_account" ON "mandates" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "staff_ties_staff" ON "staff_ties" USING btree ("staff_id","subject_id");--> statement-breakpoint
CREATE INDEX "packages_part" ON "packages" USING btree ("part_id");--> statement-breakpoint
CREATE INDEX "packages_expiry" ON "packages" USING btree ("expires_at");--> statement-breakpoint
ALTER TABLE "disclosures" ADD CONSTRAINT "disclosures_request_id_requests_id_fk" FOREIGN KEY ("request_id") REFERENCES "public"."requests"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_mandate_id_mandates_id_fk" FOREIGN KEY ("mandate_id") REFERENCES "public"."mandates"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "holds" ADD CONSTRAINT "holds_request_id_requests_id_fk" FOREIGN KEY ("request_id") REFERENCES "public"."requests"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "holds" ADD CONSTRAINT "holds_ended_by_accounts_id_fk" FOREIGN KEY ("ended_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "request_parts" ADD CONSTRAINT "request_parts_reviewed_by_accounts_id_fk" FOREIGN KEY ("reviewed_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "requests" ADD CONSTRAINT "requests_mandate_id_mandates_id_fk" FOREIGN KEY ("mandate_id") REFERENCES "public"."mandates"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "request_parts_appeals" ON "request_parts" USING btree ("appeal_of") WHERE appeal_of is not null;--> statement-breakpoint
CREATE INDEX "request_parts_to_lift" ON "request_parts" USING btree ("lift_at") WHERE status = 'fulfilled' and lift_at is not null;--> statement-breakpoint
ALTER TABLE "account_logins" ADD CONSTRAINT "account_logins_kind" CHECK ("account_logins"."kind" in ('phone', 'email', 'contact_phone'));--> statement-breakpoint
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_reach" CHECK ("accounts"."reach" in ('full', 'rights_only', 'contact'));--> statement-breakpoint
ALTER TABLE "requests" ADD CONSTRAINT "requests_asked_by" CHECK ("requests"."asked_by" in ('subject', 'representative', 'guardian', 'legal_entity', 'contact_person', 'heir', 'authority'));--> statement-breakpoint
ALTER TABLE "requests" ADD CONSTRAINT "requests_authority_named" CHECK ("requests"."asked_by" <> 'authority' or "requests"."authority" is not null);