CREATE TABLE "rereads" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"part_id" uuid NOT NULL,
	"subject_id" uuid NOT NULL,
	"due_on" date NOT NULL,
	"tried_at" timestamp with time zone,
	"at" timestamp with time zone,
	"found" jsonb,
	CONSTRAINT "rereads_told" CHECK (("rereads"."at" is null) = ("rereads"."found" is null))
);
--> statement-breakpoint
ALTER TABLE "subjects" ADD COLUMN "data_erased_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "rereads" ADD CONSTRAINT "rereads_part_id_request_parts_id_fk" FOREIGN KEY ("part_id") REFERENCES "public"."request_parts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "rereads_day" ON "rereads" USING btree ("part_id","due_on");--> statement-breakpoint
CREATE INDEX "rereads_due" ON "rereads" USING btree ("tried_at") WHERE at is null;