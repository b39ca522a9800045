CREATE TABLE `dashboard_versions` (
	`uid` text NOT NULL,
	`version` integer NOT NULL,
	`json` text NOT NULL,
	`message` text NOT NULL,
	`created` text NOT NULL,
	PRIMARY KEY(`uid`, `version`)
);
--> statement-breakpoint
CREATE TABLE `dashboards` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`uid` text NOT NULL,
	`title` text NOT NULL,
	`tags` text NOT NULL,
	`folder_uid` text DEFAULT '' NOT NULL,
	`version` integer NOT NULL,
	`json` text NOT NULL,
	`created` text NOT NULL,
	`updated` text NOT NULL,
	`provider` text,
	`file` text,
	`checksum` text,
	`allow_ui_updates` integer DEFAULT false NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `dashboards_uid_unique` ON `dashboards` (`uid`);--> statement-breakpoint
CREATE INDEX `dashboards_provider` ON `dashboards` (`provider`);--> statement-breakpoint
CREATE TABLE `folders` (
	`uid` text PRIMARY KEY NOT NULL,
	`title` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `folders_title_unique` ON `folders` (`title`);--> statement-breakpoint
CREATE TABLE `query_history` (
	`id` text PRIMARY KEY NOT NULL,
	`source_uid` text NOT NULL,
	`text` text NOT NULL,
	`target` text NOT NULL,
	`starred` integer DEFAULT false NOT NULL,
	`ran_at` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `query_history_query` ON `query_history` (`source_uid`,`text`);--> statement-breakpoint
CREATE INDEX `query_history_ran_at` ON `query_history` (`ran_at`);--> statement-breakpoint
CREATE TABLE `stars` (
	`dashboard_uid` text PRIMARY KEY NOT NULL
);
