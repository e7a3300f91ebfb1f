CREATE TABLE "package_pieces" (
	"package_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"subject_id" uuid NOT NULL,
	"body" "bytea" NOT NULL,
	CONSTRAINT "package_pieces_package_id_position_pk" PRIMARY KEY("package_id","position")
);
--> statement-breakpoint
ALTER TABLE "packages" ADD COLUMN "sealed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "package_pieces" ADD CONSTRAINT "package_pieces_package_id_packages_id_fk" FOREIGN KEY ("package_id") REFERENCES "public"."packages"("id") ON DELETE cascade ON UPDATE no action;