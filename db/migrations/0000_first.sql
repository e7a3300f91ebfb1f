CREATE TABLE "consent_events" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"subject_id" uuid NOT NULL,
	"purpose" text NOT NULL,
	"operation" text NOT NULL,
	"event" text NOT NULL,
	"method" text NOT NULL,
	"edition_id" uuid,
	"text_hash" "bytea",
	"language" text NOT NULL,
	"evidence" jsonb,
	"part_id" uuid,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "consent_events_event" CHECK ("consent_events"."event" in ('asked', 'given', 'refused', 'withdrawn', 'expired', 'invalid')),
	CONSTRAINT "consent_events_method" CHECK ("consent_events"."method" in ('signed', 'ticked', 'deemed', 'imported', 'system'))
);
--> statement-breakpoint
CREATE TABLE "suppressions" (
	"hash" "bytea" PRIMARY KEY NOT NULL,
	"ground" text NOT NULL,
	"until" timestamp with time zone,
	"at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "certificates" (
	"id" uuid PRIMARY KEY NOT NULL,
	"part_id" uuid NOT NULL,
	"subject_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"letter_id" uuid NOT NULL,
	"findings" "bytea" NOT NULL,
	"hash" "bytea" NOT NULL,
	"sealed_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "plan_operations" (
	"id" uuid PRIMARY KEY NOT NULL,
	"plan_id" uuid NOT NULL,
	"part_id" uuid NOT NULL,
	"subject_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"phase" text NOT NULL,
	"source" text NOT NULL,
	"place" text NOT NULL,
	"category" text NOT NULL,
	"operation" text NOT NULL,
	"strategy" text NOT NULL,
	"detail" "bytea" NOT NULL,
	"before_hash" "bytea" NOT NULL,
	"items" integer NOT NULL,
	"ground" text,
	"until_on" date,
	"until_fact" text,
	"state" text DEFAULT 'planned' NOT NULL,
	"evidence" jsonb,
	"done_at" timestamp with time zone,
	CONSTRAINT "plan_operations_phase" CHECK ("plan_operations"."phase" in ('now', 'deferred', 'kept', 'gap')),
	CONSTRAINT "plan_operations_state" CHECK ("plan_operations"."state" in ('planned', 'done', 'verified', 'kept', 'superseded')),
	CONSTRAINT "plan_operations_keep_has_ground" CHECK ("plan_operations"."operation" <> 'keep' or "plan_operations"."ground" is not null)
);
--> statement-breakpoint
CREATE TABLE "plans" (
	"id" uuid PRIMARY KEY NOT NULL,
	"part_id" uuid NOT NULL,
	"subject_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"hash" "bytea" NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "plans_of_part" UNIQUE("id","part_id")
);
--> statement-breakpoint
CREATE TABLE "ledger_inbox" (
	"id" uuid PRIMARY KEY NOT NULL,
	"at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	"leaf" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "ledger_payloads" (
	"id" uuid PRIMARY KEY NOT NULL,
	"subject_id" uuid,
	"salt" "bytea" NOT NULL,
	"payload" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "outbox" (
	"id" uuid PRIMARY KEY NOT NULL,
	"subject_id" uuid,
	"template" text NOT NULL,
	"language" text NOT NULL,
	"channel" text NOT NULL,
	"key_owner" uuid NOT NULL,
	"parameters" "bytea" NOT NULL,
	"recipient" "bytea" NOT NULL,
	"message_id" text NOT NULL,
	"state" text DEFAULT 'ready' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"last_error" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"sent_at" timestamp with time zone,
	CONSTRAINT "outbox_message_id_unique" UNIQUE("message_id"),
	CONSTRAINT "outbox_channel" CHECK ("outbox"."channel" in ('email', 'sms')),
	CONSTRAINT "outbox_state" CHECK ("outbox"."state" in ('ready', 'sending', 'sent', 'parked'))
);
--> statement-breakpoint
CREATE TABLE "disclosures" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"subject_id" uuid NOT NULL,
	"recipient" text NOT NULL,
	"categories" text[] NOT NULL,
	"purpose" text NOT NULL,
	"ground" text NOT NULL,
	"authority" "bytea",
	"at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "views" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"subject_id" uuid NOT NULL,
	"staff_id" uuid NOT NULL,
	"role" text NOT NULL,
	"unit" text NOT NULL,
	"categories" text[] NOT NULL,
	"request_id" uuid,
	"reason" "bytea",
	"ledger_id" uuid NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "account_logins" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"account_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"hash" "bytea" NOT NULL,
	"value" "bytea" NOT NULL,
	"verified_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "account_logins_kind" CHECK ("account_logins"."kind" in ('phone', 'email'))
);
--> statement-breakpoint
CREATE TABLE "accounts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"subject_id" uuid,
	"password" "bytea" NOT NULL,
	"locale" text DEFAULT 'ky' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"disabled_at" timestamp with time zone,
	CONSTRAINT "accounts_kind" CHECK ("accounts"."kind" in ('subject', 'staff')),
	CONSTRAINT "accounts_locale" CHECK ("accounts"."locale" in ('ky', 'ru', 'en'))
);
--> statement-breakpoint
CREATE TABLE "one_time_codes" (
	"id" uuid PRIMARY KEY NOT NULL,
	"subject_id" uuid NOT NULL,
	"purpose" text NOT NULL,
	"target" "bytea" NOT NULL,
	"code_hash" "bytea" NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"used_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "rate_limits" (
	"key" text NOT NULL,
	"window_start" bigint NOT NULL,
	"tries" integer NOT NULL,
	CONSTRAINT "rate_limits_key_window_start_pk" PRIMARY KEY("key","window_start")
);
--> statement-breakpoint
CREATE TABLE "search_terms" (
	"subject_id" uuid NOT NULL,
	"hash" "bytea" NOT NULL,
	CONSTRAINT "search_terms_hash_subject_id_pk" PRIMARY KEY("hash","subject_id")
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"hash" "bytea" PRIMARY KEY NOT NULL,
	"account_id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"seen_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	"ended_why" text,
	"auth_level" smallint NOT NULL,
	"elevated_until" timestamp with time zone,
	"agent_hash" "bytea",
	"address_hash" "bytea"
);
--> statement-breakpoint
CREATE TABLE "sign_ups" (
	"id" uuid PRIMARY KEY NOT NULL,
	"pin" "bytea" NOT NULL,
	"contact" "bytea" NOT NULL,
	"locale" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"found" "bytea",
	"code_hash" "bytea",
	"attempts" integer DEFAULT 0 NOT NULL,
	"used_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "signing_intents" (
	"id" uuid PRIMARY KEY NOT NULL,
	"subject_id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"act" text NOT NULL,
	"document" "bytea" NOT NULL,
	"document_hash" "bytea" NOT NULL,
	"draft" "bytea" NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	CONSTRAINT "signing_intents_state" CHECK ("signing_intents"."state" in ('open', 'used', 'dead'))
);
--> statement-breakpoint
CREATE TABLE "source_identities" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"subject_id" uuid NOT NULL,
	"source" text NOT NULL,
	"kind" text NOT NULL,
	"hash" "bytea" NOT NULL,
	"value" "bytea" NOT NULL,
	"proof_level" smallint NOT NULL,
	"since" timestamp with time zone DEFAULT now() NOT NULL,
	"until" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "staff" (
	"account_id" uuid PRIMARY KEY NOT NULL,
	"role" text NOT NULL,
	"unit" text NOT NULL,
	"name" text NOT NULL,
	"totp_secret" "bytea" NOT NULL,
	"totp_last_step" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "staff_role" CHECK ("staff"."role" in ('officer', 'approver', 'steward', 'administrator', 'auditor'))
);
--> statement-breakpoint
CREATE TABLE "staff_invitations" (
	"token_hash" "bytea" PRIMARY KEY NOT NULL,
	"account_id" uuid NOT NULL,
	"role" text NOT NULL,
	"unit" text NOT NULL,
	"name" text NOT NULL,
	"login" "bytea" NOT NULL,
	"login_hash" "bytea" NOT NULL,
	"totp_secret" "bytea" NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"used_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "subjects" (
	"id" uuid PRIMARY KEY NOT NULL,
	"ledger_ref" uuid DEFAULT gen_random_uuid() NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"erased_at" timestamp with time zone,
	"consents_checked_at" timestamp with time zone,
	CONSTRAINT "subjects_ledger_ref_unique" UNIQUE("ledger_ref")
);
--> statement-breakpoint
CREATE TABLE "policy_editions" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"policy" text NOT NULL,
	"number" integer NOT NULL,
	"document" jsonb NOT NULL,
	"hash" "bytea" NOT NULL,
	"published_at" timestamp with time zone DEFAULT now() NOT NULL,
	"effective_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "reference_editions" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"kind" text NOT NULL,
	"code" text NOT NULL,
	"number" integer NOT NULL,
	"document" jsonb NOT NULL,
	"hash" "bytea" NOT NULL,
	"published_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "approvals" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"proposal_id" uuid NOT NULL,
	"part_id" uuid NOT NULL,
	"subject_id" uuid,
	"approver_id" uuid NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "approvals_proposal_id_unique" UNIQUE("proposal_id")
);
--> statement-breakpoint
CREATE TABLE "attachments" (
	"id" uuid PRIMARY KEY NOT NULL,
	"subject_id" uuid NOT NULL,
	"request_id" uuid,
	"name" "bytea" NOT NULL,
	"media_type" text NOT NULL,
	"size" integer NOT NULL,
	"hash" "bytea" NOT NULL,
	"body" "bytea" NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "decisions" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"proposal_id" uuid NOT NULL,
	"part_id" uuid NOT NULL,
	"subject_id" uuid,
	"item" text NOT NULL,
	"outcome" text NOT NULL,
	"ground" text,
	"law" text,
	"reason" "bytea",
	"until_on" date,
	"until_fact" text,
	CONSTRAINT "decisions_outcome" CHECK ("decisions"."outcome" in ('do', 'partly', 'keep', 'refuse')),
	CONSTRAINT "decisions_grounded" CHECK ("decisions"."outcome" = 'do' or ("decisions"."ground" is not null and "decisions"."law" is not null and "decisions"."reason" is not null))
);
--> statement-breakpoint
CREATE TABLE "holds" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"subject_id" uuid NOT NULL,
	"ground" text NOT NULL,
	"categories" text[],
	"set_by" uuid NOT NULL,
	"review_on" date NOT NULL,
	"secret" boolean DEFAULT false NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "idempotency_keys" (
	"account_id" uuid NOT NULL,
	"act" text NOT NULL,
	"key" uuid NOT NULL,
	"input_hash" "bytea" NOT NULL,
	"result" "bytea" NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "idempotency_keys_account_id_act_key_pk" PRIMARY KEY("account_id","act","key")
);
--> statement-breakpoint
CREATE TABLE "letters" (
	"id" uuid PRIMARY KEY NOT NULL,
	"subject_id" uuid NOT NULL,
	"request_id" uuid,
	"part_id" uuid,
	"direction" text NOT NULL,
	"kind" text NOT NULL,
	"language" text NOT NULL,
	"registration" text NOT NULL,
	"content" "bytea" NOT NULL,
	"text_hash" "bytea" NOT NULL,
	"edition_id" uuid,
	"method" text,
	"signed_at" timestamp with time zone,
	"intent_id" uuid,
	"signature" "bytea",
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "letters_intent_id_unique" UNIQUE("intent_id"),
	CONSTRAINT "letters_direction" CHECK ("letters"."direction" in ('in', 'out'))
);
--> statement-breakpoint
CREATE TABLE "messages" (
	"id" uuid PRIMARY KEY NOT NULL,
	"request_id" uuid NOT NULL,
	"part_id" uuid,
	"subject_id" uuid,
	"author_kind" text NOT NULL,
	"author_id" uuid,
	"internal" boolean DEFAULT false NOT NULL,
	"body" "bytea" NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "part_events" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"part_id" uuid NOT NULL,
	"subject_id" uuid,
	"event" text NOT NULL,
	"from_status" text NOT NULL,
	"to_status" text NOT NULL,
	"actor_kind" text NOT NULL,
	"actor_id" uuid,
	"note" "bytea",
	"at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "proposals" (
	"id" uuid PRIMARY KEY NOT NULL,
	"part_id" uuid NOT NULL,
	"subject_id" uuid,
	"version" integer NOT NULL,
	"kind" text NOT NULL,
	"plan_id" uuid,
	"author_id" uuid NOT NULL,
	"letter" "bytea" NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "proposals_kind" CHECK ("proposals"."kind" in ('fulfil', 'refuse'))
);
--> statement-breakpoint
CREATE TABLE "request_numbers" (
	"year" integer PRIMARY KEY NOT NULL,
	"last" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "request_parts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"request_id" uuid NOT NULL,
	"subject_id" uuid,
	"right_code" text NOT NULL,
	"kind" text NOT NULL,
	"scope" jsonb NOT NULL,
	"profile_id" uuid NOT NULL,
	"edition_id" uuid NOT NULL,
	"data_map_id" uuid NOT NULL,
	"calendar_id" uuid NOT NULL,
	"status" text NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"due_on" date NOT NULL,
	"due_steps" jsonb NOT NULL,
	"extended_at" timestamp with time zone,
	"assigned_to" uuid,
	"appeal_of" uuid,
	"not_before" timestamp with time zone,
	"deferred_fact" text,
	"deferred_until" timestamp with time zone,
	"fact_checked_at" timestamp with time zone,
	"stall_cause" text,
	"outcome" text,
	"ground" text,
	"closed_at" timestamp with time zone,
	CONSTRAINT "request_parts_kind" CHECK ("request_parts"."kind" in ('operation', 'answer')),
	CONSTRAINT "request_parts_status" CHECK ("request_parts"."status" in ('draft', 'received', 'verifying', 'working', 'waiting', 'proposed', 'fulfilling', 'deferred', 'stalled', 'fulfilled', 'refused', 'lapsed', 'cancelled')),
	CONSTRAINT "request_parts_refusal_has_ground" CHECK ("request_parts"."status" <> 'refused' or "request_parts"."ground" is not null)
);
--> statement-breakpoint
CREATE TABLE "requests" (
	"id" uuid PRIMARY KEY NOT NULL,
	"number" text,
	"subject_id" uuid,
	"requester_id" uuid,
	"channel" text NOT NULL,
	"language" text NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	"entered_at" timestamp with time zone DEFAULT now() NOT NULL,
	"entered_by" uuid,
	"requester_name" "bytea",
	CONSTRAINT "requests_number_unique" UNIQUE("number"),
	CONSTRAINT "requests_channel" CHECK ("requests"."channel" in ('cabinet', 'paper', 'phone', 'email', 'visit', 'authority', 'system'))
);
--> statement-breakpoint
ALTER TABLE "consent_events" ADD CONSTRAINT "consent_events_subject_id_subjects_id_fk" FOREIGN KEY ("subject_id") REFERENCES "public"."subjects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "consent_events" ADD CONSTRAINT "consent_events_edition_id_policy_editions_id_fk" FOREIGN KEY ("edition_id") REFERENCES "public"."policy_editions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "consent_events" ADD CONSTRAINT "consent_events_part_id_request_parts_id_fk" FOREIGN KEY ("part_id") REFERENCES "public"."request_parts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "certificates" ADD CONSTRAINT "certificates_part_id_request_parts_id_fk" FOREIGN KEY ("part_id") REFERENCES "public"."request_parts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plan_operations" ADD CONSTRAINT "plan_operations_plan_id_part_id_plans_id_part_id_fk" FOREIGN KEY ("plan_id","part_id") REFERENCES "public"."plans"("id","part_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plans" ADD CONSTRAINT "plans_part_id_request_parts_id_fk" FOREIGN KEY ("part_id") REFERENCES "public"."request_parts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger_payloads" ADD CONSTRAINT "ledger_payloads_id_ledger_inbox_id_fk" FOREIGN KEY ("id") REFERENCES "public"."ledger_inbox"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "disclosures" ADD CONSTRAINT "disclosures_subject_id_subjects_id_fk" FOREIGN KEY ("subject_id") REFERENCES "public"."subjects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "views" ADD CONSTRAINT "views_subject_id_subjects_id_fk" FOREIGN KEY ("subject_id") REFERENCES "public"."subjects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "views" ADD CONSTRAINT "views_staff_id_accounts_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "views" ADD CONSTRAINT "views_request_id_requests_id_fk" FOREIGN KEY ("request_id") REFERENCES "public"."requests"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "account_logins" ADD CONSTRAINT "account_logins_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_subject_id_subjects_id_fk" FOREIGN KEY ("subject_id") REFERENCES "public"."subjects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "one_time_codes" ADD CONSTRAINT "one_time_codes_subject_id_subjects_id_fk" FOREIGN KEY ("subject_id") REFERENCES "public"."subjects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "search_terms" ADD CONSTRAINT "search_terms_subject_id_subjects_id_fk" FOREIGN KEY ("subject_id") REFERENCES "public"."subjects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "signing_intents" ADD CONSTRAINT "signing_intents_subject_id_subjects_id_fk" FOREIGN KEY ("subject_id") REFERENCES "public"."subjects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "signing_intents" ADD CONSTRAINT "signing_intents_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "source_identities" ADD CONSTRAINT "source_identities_subject_id_subjects_id_fk" FOREIGN KEY ("subject_id") REFERENCES "public"."subjects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "staff" ADD CONSTRAINT "staff_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "approvals" ADD CONSTRAINT "approvals_proposal_id_proposals_id_fk" FOREIGN KEY ("proposal_id") REFERENCES "public"."proposals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "approvals" ADD CONSTRAINT "approvals_part_id_request_parts_id_fk" FOREIGN KEY ("part_id") REFERENCES "public"."request_parts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "approvals" ADD CONSTRAINT "approvals_approver_id_accounts_id_fk" FOREIGN KEY ("approver_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attachments" ADD CONSTRAINT "attachments_subject_id_subjects_id_fk" FOREIGN KEY ("subject_id") REFERENCES "public"."subjects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attachments" ADD CONSTRAINT "attachments_request_id_requests_id_fk" FOREIGN KEY ("request_id") REFERENCES "public"."requests"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "decisions" ADD CONSTRAINT "decisions_proposal_id_proposals_id_fk" FOREIGN KEY ("proposal_id") REFERENCES "public"."proposals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "decisions" ADD CONSTRAINT "decisions_part_id_request_parts_id_fk" FOREIGN KEY ("part_id") REFERENCES "public"."request_parts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "holds" ADD CONSTRAINT "holds_subject_id_subjects_id_fk" FOREIGN KEY ("subject_id") REFERENCES "public"."subjects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "holds" ADD CONSTRAINT "holds_set_by_accounts_id_fk" FOREIGN KEY ("set_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "letters" ADD CONSTRAINT "letters_subject_id_subjects_id_fk" FOREIGN KEY ("subject_id") REFERENCES "public"."subjects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "letters" ADD CONSTRAINT "letters_request_id_requests_id_fk" FOREIGN KEY ("request_id") REFERENCES "public"."requests"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "letters" ADD CONSTRAINT "letters_part_id_request_parts_id_fk" FOREIGN KEY ("part_id") REFERENCES "public"."request_parts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "letters" ADD CONSTRAINT "letters_edition_id_policy_editions_id_fk" FOREIGN KEY ("edition_id") REFERENCES "public"."policy_editions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "messages" ADD CONSTRAINT "messages_request_id_requests_id_fk" FOREIGN KEY ("request_id") REFERENCES "public"."requests"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "messages" ADD CONSTRAINT "messages_part_id_request_parts_id_fk" FOREIGN KEY ("part_id") REFERENCES "public"."request_parts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "part_events" ADD CONSTRAINT "part_events_part_id_request_parts_id_fk" FOREIGN KEY ("part_id") REFERENCES "public"."request_parts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "proposals" ADD CONSTRAINT "proposals_part_id_request_parts_id_fk" FOREIGN KEY ("part_id") REFERENCES "public"."request_parts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "proposals" ADD CONSTRAINT "proposals_author_id_accounts_id_fk" FOREIGN KEY ("author_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "request_parts" ADD CONSTRAINT "request_parts_request_id_requests_id_fk" FOREIGN KEY ("request_id") REFERENCES "public"."requests"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "request_parts" ADD CONSTRAINT "request_parts_subject_id_subjects_id_fk" FOREIGN KEY ("subject_id") REFERENCES "public"."subjects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "request_parts" ADD CONSTRAINT "request_parts_profile_id_reference_editions_id_fk" FOREIGN KEY ("profile_id") REFERENCES "public"."reference_editions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "request_parts" ADD CONSTRAINT "request_parts_edition_id_policy_editions_id_fk" FOREIGN KEY ("edition_id") REFERENCES "public"."policy_editions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "request_parts" ADD CONSTRAINT "request_parts_data_map_id_reference_editions_id_fk" FOREIGN KEY ("data_map_id") REFERENCES "public"."reference_editions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "request_parts" ADD CONSTRAINT "request_parts_calendar_id_reference_editions_id_fk" FOREIGN KEY ("calendar_id") REFERENCES "public"."reference_editions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "request_parts" ADD CONSTRAINT "request_parts_assigned_to_accounts_id_fk" FOREIGN KEY ("assigned_to") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "request_parts" ADD CONSTRAINT "request_parts_appeal_of_request_parts_id_fk" FOREIGN KEY ("appeal_of") REFERENCES "public"."request_parts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "requests" ADD CONSTRAINT "requests_subject_id_subjects_id_fk" FOREIGN KEY ("subject_id") REFERENCES "public"."subjects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "requests" ADD CONSTRAINT "requests_requester_id_accounts_id_fk" FOREIGN KEY ("requester_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "requests" ADD CONSTRAINT "requests_entered_by_accounts_id_fk" FOREIGN KEY ("entered_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "consent_events_subject" ON "consent_events" USING btree ("subject_id","purpose","operation","at");--> statement-breakpoint
CREATE UNIQUE INDEX "certificates_number" ON "certificates" USING btree ("part_id","number");--> statement-breakpoint
CREATE UNIQUE INDEX "plan_operations_position" ON "plan_operations" USING btree ("plan_id","position");--> statement-breakpoint
CREATE INDEX "plan_operations_part" ON "plan_operations" USING btree ("part_id");--> statement-breakpoint
CREATE UNIQUE INDEX "plans_version" ON "plans" USING btree ("part_id","version");--> statement-breakpoint
CREATE INDEX "outbox_ready" ON "outbox" USING btree ("created_at") WHERE state in ('ready', 'sending');--> statement-breakpoint
CREATE INDEX "disclosures_subject" ON "disclosures" USING btree ("subject_id","at");--> statement-breakpoint
CREATE INDEX "views_subject" ON "views" USING btree ("subject_id","at");--> statement-breakpoint
CREATE UNIQUE INDEX "account_logins_hash" ON "account_logins" USING btree ("hash");--> statement-breakpoint
CREATE UNIQUE INDEX "accounts_subject" ON "accounts" USING btree ("subject_id");--> statement-breakpoint
CREATE INDEX "sessions_account" ON "sessions" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "source_identities_hash" ON "source_identities" USING btree ("hash");--> statement-breakpoint
CREATE UNIQUE INDEX "source_identities_one" ON "source_identities" USING btree ("subject_id","source","kind","hash");--> statement-breakpoint
CREATE UNIQUE INDEX "policy_editions_number" ON "policy_editions" USING btree ("policy","number");--> statement-breakpoint
CREATE UNIQUE INDEX "reference_editions_number" ON "reference_editions" USING btree ("kind","code","number");--> statement-breakpoint
CREATE INDEX "approvals_part" ON "approvals" USING btree ("part_id");--> statement-breakpoint
CREATE INDEX "attachments_request" ON "attachments" USING btree ("request_id");--> statement-breakpoint
CREATE INDEX "decisions_proposal" ON "decisions" USING btree ("proposal_id");--> statement-breakpoint
CREATE INDEX "holds_subject" ON "holds" USING btree ("subject_id");--> statement-breakpoint
CREATE INDEX "letters_subject" ON "letters" USING btree ("subject_id","created_at");--> statement-breakpoint
CREATE INDEX "letters_request" ON "letters" USING btree ("request_id");--> statement-breakpoint
CREATE INDEX "messages_request" ON "messages" USING btree ("request_id","at");--> statement-breakpoint
CREATE INDEX "part_events_part" ON "part_events" USING btree ("part_id","at");--> statement-breakpoint
CREATE UNIQUE INDEX "proposals_version" ON "proposals" USING btree ("part_id","version");--> statement-breakpoint
CREATE INDEX "request_parts_request" ON "request_parts" USING btree ("request_id");--> statement-breakpoint
CREATE INDEX "request_parts_subject" ON "request_parts" USING btree ("subject_id");--> statement-breakpoint
CREATE INDEX "request_parts_queue" ON "request_parts" USING btree ("due_at","id") WHERE status in ('received', 'verifying', 'working', 'waiting', 'proposed', 'stalled');--> statement-breakpoint
CREATE INDEX "request_parts_mine" ON "request_parts" USING btree ("assigned_to","due_at","id") WHERE status in ('received', 'verifying', 'working', 'waiting', 'proposed', 'stalled');--> statement-breakpoint
CREATE INDEX "request_parts_fresh" ON "request_parts" USING btree ("due_at","id") WHERE status = 'received' and assigned_to is null;--> statement-breakpoint
CREATE INDEX "request_parts_deferred" ON "request_parts" USING btree ("deferred_until") WHERE status = 'deferred';--> statement-breakpoint
CREATE INDEX "request_parts_second" ON "request_parts" USING btree ("due_at","id") WHERE status = 'proposed';--> statement-breakpoint
CREATE INDEX "request_parts_awaited" ON "request_parts" USING btree ("due_at","id") WHERE status in ('verifying', 'waiting');--> statement-breakpoint
CREATE INDEX "request_parts_stalled" ON "request_parts" USING btree ("due_at","id") WHERE status = 'stalled';--> statement-breakpoint
CREATE INDEX "request_parts_waits" ON "request_parts" USING btree ("due_at","id") WHERE status = 'deferred';--> statement-breakpoint
CREATE INDEX "request_parts_closed" ON "request_parts" USING btree ("closed_at","id") WHERE status in ('fulfilled', 'refused', 'lapsed', 'cancelled');--> statement-breakpoint
CREATE INDEX "request_parts_fact_check" ON "request_parts" USING btree ("fact_checked_at") WHERE status = 'deferred' and deferred_fact is not null;--> statement-breakpoint
CREATE INDEX "requests_subject" ON "requests" USING btree ("subject_id","received_at");