CREATE TABLE "source_tasks" (
	"id" uuid PRIMARY KEY NOT NULL,
	"subject_id" uuid NOT NULL,
	"request_id" uuid,
	"part_id" uuid,
	"source" text NOT NULL,
	"person" "bytea" NOT NULL,
	"key" text NOT NULL,
	"lines" jsonb NOT NULL,
	"respondent" text NOT NULL,
	"cell" "bytea" NOT NULL,
	"remind_on" date NOT NULL,
	"due_on" date NOT NULL,
	"made_at" timestamp with time zone DEFAULT now() NOT NULL,
	"outbox_id" uuid,
	"reminded_at" timestamp with time zone,
	"lapsed_at" timestamp with time zone,
	"dropped_at" timestamp with time zone,
	"answered_at" timestamp with time zone,
	"answers" jsonb,
	"answer_cell" "bytea",
	"answered_by" uuid,
	"evidence" "bytea",
	"evidence_type" text,
	"evidence_hash" "bytea",
	"retracted_at" timestamp with time zone,
	"retracted_by" uuid,
	CONSTRAINT "source_tasks_respondent" CHECK ("source_tasks"."respondent" in ('steward', 'outside')),
	CONSTRAINT "source_tasks_answered" CHECK (("source_tasks"."answered_at" is null) = ("source_tasks"."answers" is null) and ("source_tasks"."answered_at" is null) = ("source_tasks"."answer_cell" is null)),
	CONSTRAINT "source_tasks_evidence" CHECK (("source_tasks"."evidence" is null) = ("source_tasks"."evidence_type" is null))
);
--> statement-breakpoint
ALTER TABLE "source_tasks" ADD CONSTRAINT "source_tasks_subject_id_subjects_id_fk" FOREIGN KEY ("subject_id") REFERENCES "public"."subjects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "source_tasks" ADD CONSTRAINT "source_tasks_request_id_requests_id_fk" FOREIGN KEY ("request_id") REFERENCES "public"."requests"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "source_tasks" ADD CONSTRAINT "source_tasks_part_id_request_parts_id_fk" FOREIGN KEY ("part_id") REFERENCES "public"."request_parts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "source_tasks" ADD CONSTRAINT "source_tasks_outbox_id_outbox_id_fk" FOREIGN KEY ("outbox_id") REFERENCES "public"."outbox"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "source_tasks" ADD CONSTRAINT "source_tasks_answered_by_accounts_id_fk" FOREIGN KEY ("answered_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "source_tasks" ADD CONSTRAINT "source_tasks_retracted_by_accounts_id_fk" FOREIGN KEY ("retracted_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "source_tasks_once" ON "source_tasks" USING btree ("source","key","person");--> statement-breakpoint
CREATE INDEX "source_tasks_person" ON "source_tasks" USING btree ("source","person");--> statement-breakpoint
CREATE INDEX "source_tasks_subject" ON "source_tasks" USING btree ("subject_id");--> statement-breakpoint
CREATE INDEX "source_tasks_request" ON "source_tasks" USING btree ("request_id");--> statement-breakpoint
CREATE INDEX "source_tasks_part" ON "source_tasks" USING btree ("part_id");--> statement-breakpoint
CREATE INDEX "source_tasks_outbox" ON "source_tasks" USING btree ("outbox_id");--> statement-breakpoint
CREATE INDEX "source_tasks_open" ON "source_tasks" USING btree ("due_on") WHERE answered_at is null and dropped_at is null;