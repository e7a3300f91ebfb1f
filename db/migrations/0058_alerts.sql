CREATE TABLE "alert_views" (
	"alert_id" uuid NOT NULL,
	"view_id" uuid NOT NULL,
	CONSTRAINT "alert_views_alert_id_view_id_pk" PRIMARY KEY("alert_id","view_id")
);
--> statement-breakpoint
CREATE TABLE "alerts" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"rule" text NOT NULL,
	"staff_id" uuid NOT NULL,
	"subject_id" uuid,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"told_at" timestamp with time zone,
	"outcome" text,
	"finding" "bytea",
	"closed_by" uuid,
	"closed_at" timestamp with time zone,
	CONSTRAINT "alerts_rule" CHECK ("alerts"."rule" in ('many_people', 'no_case', 'relatives', 'night')),
	CONSTRAINT "alerts_outcome" CHECK ("alerts"."outcome" in ('justified', 'unjustified')),
	CONSTRAINT "alerts_closed" CHECK (("alerts"."closed_at" is null) = ("alerts"."finding" is null) and ("alerts"."closed_at" is null) = ("alerts"."closed_by" is null)
        and ("alerts"."closed_at" is null) = ("alerts"."outcome" is null)),
	CONSTRAINT "alerts_others_close" CHECK ("alerts"."closed_by" <> "alerts"."staff_id")
);
--> statement-breakpoint
ALTER TABLE "alert_views" ADD CONSTRAINT "alert_views_alert_id_alerts_id_fk" FOREIGN KEY ("alert_id") REFERENCES "public"."alerts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alert_views" ADD CONSTRAINT "alert_views_view_id_views_id_fk" FOREIGN KEY ("view_id") REFERENCES "public"."views"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alerts" ADD CONSTRAINT "alerts_staff_id_accounts_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alerts" ADD CONSTRAINT "alerts_subject_id_subjects_id_fk" FOREIGN KEY ("subject_id") REFERENCES "public"."subjects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alerts" ADD CONSTRAINT "alerts_closed_by_accounts_id_fk" FOREIGN KEY ("closed_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "alerts_at" ON "alerts" USING btree ("at");--> statement-breakpoint
CREATE INDEX "views_staff" ON "views" USING btree ("staff_id","at");