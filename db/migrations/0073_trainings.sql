CREATE TABLE "trainings" (
	"id" uuid PRIMARY KEY NOT NULL,
	"document" jsonb NOT NULL,
	"hash" "bytea" NOT NULL,
	"roles" text[] NOT NULL,
	"due_on" date NOT NULL,
	"published_by" uuid NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "trainings_roles" CHECK (cardinality("trainings"."roles") > 0)
);
--> statement-breakpoint
ALTER TABLE "trainings" ADD CONSTRAINT "trainings_published_by_accounts_id_fk" FOREIGN KEY ("published_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;